import { expect, it } from 'vitest';
import type { Promised } from '../src/lib/api/wire';
import { besides, isOf, isOwn, soonest } from '../src/lib/promises';

const promised = (id: string, more: Partial<Promised> = {}): Promised => ({
  id, what: id, state: 'open', due: null, branch: null, customer: null, made_in: null, keeper: 'phone', made_at: 0, agent: 'noura', utterance: null, number: null, callback: null, closed_at: null, owner: null, ...more,
});

it('a promise is for whom it was given to, else for who made it where the phone keeps it', () => {
  expect(isOwn(promised('a'), 'noura')).toBe(true);
  expect(isOwn(promised('a', { owner: 'omar' }), 'noura'), 'somebody else sees to it').toBe(false);
  expect(isOwn(promised('a', { owner: 'noura', agent: 'omar', keeper: 'branch' }), 'noura')).toBe(true);
  expect(isOwn(promised('a', { keeper: 'branch', branch: 'العليا' }), 'noura'), 'the branch keeps it').toBe(false);
  expect(isOwn(promised('a', { agent: null }), 'noura'), 'the machine made it').toBe(false);
});

it('a branch is meant in any spelling, unless somebody was named', () => {
  const kept = promised('a', { keeper: 'branch', branch: 'العُليا' });
  expect(isOf(kept, 'العليا')).toBe(true);
  expect(isOf({ ...kept, branch: 'فرع العليا' }, 'العليا')).toBe(true);
  expect(isOf(kept, 'الملز')).toBe(false);
  expect(isOf({ ...kept, owner: 'reem' }, 'العليا')).toBe(false);
  expect(isOf({ ...kept, branch: null }, 'العليا')).toBe(false);
});

it('the soonest come first, those without a day last, and none twice', () => {
  const [a, b, c] = [promised('a'), promised('b', { due: 9 }), promised('c', { due: 3 })];
  expect(soonest([a, b, c]).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  expect(besides([a, b, c], [b]).map(({ id }) => id)).toEqual(['a', 'c']);
});
