import { expect, it } from 'vitest';
import { askedOf, keptOf, narrowedBy, partsOf, seerOf, standIn, standOf } from '../../src/apps/qa/state/ledger';

it('a promise is overdue only while it is open', () => {
  expect(standOf({ state: 'open', due: 5 }, 6)).toBe('overdue');
  expect(standOf({ state: 'open', due: 6 }, 6)).toBe('open');
  expect(standOf({ state: 'open', due: null }, 6)).toBe('open');
  expect(standOf({ state: 'broken', due: 5 }, 6)).toBe('broken');
});

it('the house is asked for what is open and late, or open and not late', () => {
  const asked = (filters: Parameters<typeof askedOf>[0], after?: string) => Object.fromEntries(askedOf(filters, after ?? null));
  expect(asked({ state: 'overdue', branch: 'العليا' })).toEqual({ branch: 'العليا', state: 'open', overdue: 'true' });
  expect(asked({ state: 'open' }, 'p9')).toEqual({ state: 'open', overdue: 'false', after: 'p9' });
  expect(asked({ state: 'kept', customer: 'u1', due_before: '5', words: 'x' })).toEqual({ customer: 'u1', due_before: '5', state: 'kept' });
  expect(asked({ state: 'nonsense' }), 'a state nobody knows is none').toEqual({});
  expect(standIn({ state: 'nonsense' })).toBeNull();
  expect(narrowedBy({ state: 'kept', owner: 'sara' }).toString(), 'the counts are of every stand').toBe('owner=sara');
});

it('the picture leaves out what is none, and counts as kept only what was kept whole', () => {
  const counts = { suggested: 0, open: 3, overdue: 1, kept: 2, partly_kept: 1, broken: 1 };
  expect(partsOf(counts).map(({ stand }) => stand)).toEqual(['overdue', 'open', 'kept', 'partly_kept', 'broken']);
  expect(keptOf(counts)).toBe(50);
  expect(keptOf({ ...counts, kept: 0, partly_kept: 0, broken: 0 })).toBeNull();
});

it('somebody sees to every promise, and it is said where nobody is named', () => {
  const one = { owner: null, keeper: 'phone', agent: 'noura', branch: null } as const;
  expect(seerOf(one)).toEqual({ kind: 'user', name: 'noura' });
  expect(seerOf({ ...one, owner: 'salem' })).toEqual({ kind: 'user', name: 'salem' });
  expect(seerOf({ ...one, agent: null })).toEqual({ kind: 'phone' });
  expect(seerOf({ ...one, keeper: 'branch', branch: 'العليا' }), 'not who made it').toEqual({ kind: 'branch', name: 'العليا' });
  expect(seerOf({ ...one, keeper: 'branch' })).toEqual({ kind: 'branches' });
});
