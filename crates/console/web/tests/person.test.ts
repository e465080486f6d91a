import { expect, it } from 'vitest';
import type { Customer, Field } from '$lib/api/wire';
import { personWrites, type PersonTyped } from '../src/apps/agent/state/person';

const customer: Customer = { id: 'u1', name: 'سعود', numbers: ['+966500000001'], city: 'الرياض', language: 'ar', occasion: 'مولود جديد' };
const typed = (more: Partial<PersonTyped> = {}): PersonTyped => ({ name: 'سعود', city: 'الرياض', occasion: 'مولود جديد', language: 'ar', consent: false, source: 'customer', ...more });
const field = (kind: Field['kind'], value: string, consent = true): Field => ({ kind, value, day: '11-03', source: 'import', by: 'huda', at: 1, consent });
const card = { name: 'سعود', numbers: ['+966500000001'], city: 'الرياض', language: 'ar', occasion: 'مولود جديد' };

it('what was not touched keeps its source, its date and its consent', () => {
  expect(personWrites(typed({ city: 'جدة' }), customer, [field('name', 'سعود')], null)).toEqual({ card: { ...card, city: 'جدة' }, keep: [], drop: [] });
});

it('somebody new is written down with their number, and what they did not agree to is not on the card', () => {
  const written = personWrites(typed({ occasion: ' ', language: '' }), null, [], '+966500000009');
  expect(written.card).toEqual({ name: null, numbers: ['+966500000009'], city: 'الرياض', language: null, occasion: null });
  expect(written.keep).toEqual([{ kind: 'name', value: 'سعود', day: null, source: 'customer', consent: false }]);
});

it('a consent covers what the card said without one, and leaves alone what they agreed to before', () => {
  const { card: same, keep, drop } = personWrites(typed({ consent: true }), customer, [field('occasion', 'مولود جديد', false), field('language', 'ar')], null);
  expect([same, drop]).toEqual([card, []]);
  expect(keep).toEqual([{ kind: 'name', value: 'سعود', day: null, source: 'customer', consent: true }, { kind: 'occasion', value: 'مولود جديد', day: '11-03', source: 'customer', consent: true }]);
});

it('a name put right is agreed to as it was; another occasion is asked about anew', () => {
  const { card: off, keep, drop } = personWrites(typed({ name: 'سعود الشريف', occasion: 'سفر', source: 'agent' }), customer, [field('name', 'سعود'), field('occasion', 'مولود جديد')], null);
  expect(off).toEqual({ ...card, name: null, occasion: null });
  expect(keep).toEqual([{ kind: 'name', value: 'سعود الشريف', day: null, source: 'agent', consent: true }, { kind: 'occasion', value: 'سفر', day: null, source: 'agent', consent: false }]);
  expect(drop).toEqual([{ kind: 'occasion', value: 'مولود جديد' }]);
});

it('what is wiped out is forgotten, on the card and behind it', () => {
  const { card: off, keep, drop } = personWrites(typed({ name: '', language: '' }), customer, [field('name', 'سعود')], null);
  expect([off.name, off.language, keep, drop]).toEqual([null, null, [], [{ kind: 'name', value: 'سعود' }]]);
});
