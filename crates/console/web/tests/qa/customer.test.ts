import { expect, it } from 'vitest';
import type { Field, Found, Profile } from '$lib/api/wire';
import { calledOf, cardWithout, dayOf, dayParts, known, leftBehind, rowsOf, sourceOf } from '../../src/apps/qa/state/customer';

const field = (kind: Field['kind'], value: string, more: Partial<Field> = {}): Field => ({ kind, value, day: null, source: 'customer', by: 'noura', at: 1, consent: true, ...more });
const profile = (fields: Field[], card: Partial<Profile['customer']> = {}): Profile => ({
  customer: { id: 'u1', name: null, numbers: ['+966500000001'], city: 'الرياض', language: null, occasion: null, ...card }, fields, alike: [], merges: [],
});

it('what only the card says is shown without a source, and once where a field says it too', () => {
  const one = profile([field('name', 'أحمد')], { name: 'احمد', occasion: 'مولود جديد' });
  expect(known(one, ['name'])).toEqual([field('name', 'أحمد')]);
  expect(known(one, ['occasion'])).toEqual([{ kind: 'occasion', value: 'مولود جديد', day: null, source: null, by: null, at: null, consent: false }]);
  expect(known(one, ['preference', 'dialect'])).toEqual([]);
});

it('people are called as they like only where they agreed to it', () => {
  expect(calledOf(profile([field('address_as', 'أم خالد')], { name: 'نوف' }))).toBe('أم خالد');
  expect(calledOf(profile([field('address_as', 'أم خالد', { consent: false })], { name: 'نوف' }))).toBe('نوف');
});

it('a consent taken back takes the thing off the card too, and nothing else', () => {
  const one = profile([field('name', 'نوف'), field('occasion', 'تخرّج', { at: 5 }), field('occasion', 'سفر', { at: 3 }), field('occasion', 'سر', { at: 9, consent: false })], { name: 'نوف', occasion: 'تخرّج', language: 'ar' });
  const card = { name: 'نوف', numbers: ['+966500000001'], city: 'الرياض', language: 'ar', occasion: 'تخرّج' };
  expect(cardWithout(one, { kind: 'name', value: 'نوف' })).toEqual({ ...card, name: null });
  expect(cardWithout(one, { kind: 'occasion', value: 'تخرّج' }), 'another they agreed to stands there').toEqual({ ...card, occasion: 'سفر' });
  expect(cardWithout(one, { kind: 'occasion', value: 'سفر' })).toBeNull();
  expect(cardWithout(one, { kind: 'preference', value: 'نوف' })).toBeNull();
});

it('of what there may be many, the one that was written over goes', () => {
  const written = (kind: Field['kind'], value: string) => ({ kind, value, day: null, source: 'agent' as const, consent: true });
  expect(leftBehind(field('occasion', 'سفر'), written('occasion', 'سفر إلى مكة'))).toBe(true);
  expect(leftBehind(field('preference', 'أحمد'), written('preference', 'احمد')), 'the house keeps both in one place').toBe(false);
  expect(leftBehind(field('name', 'نوف'), written('name', 'نوف السعيد'))).toBe(false);
  expect(leftBehind(null, written('occasion', 'سفر'))).toBe(false);
});

it('who writes in a branch noticed it there', () => {
  expect([sourceOf('branch'), sourceOf('agent'), sourceOf('supervisor')]).toEqual(['branch', 'agent', 'agent']);
});

it('an occasion’s day is of one year or of every year, or none', () => {
  expect(dayOf({ year: '', month: '', date: '' })).toBeNull();
  expect(dayOf({ year: '', month: '2', date: '29' })).toBe('02-29');
  expect(dayOf({ year: '2026', month: '11', date: '3' })).toBe('2026-11-03');
  for (const bad of [{ year: '2026', month: '2', date: '29' }, { year: '', month: '13', date: '1' }, { year: '26', month: '1', date: '1' }, { year: '', month: '', date: '4' }, { year: '', month: 'x', date: '4' }]) expect(dayOf(bad), JSON.stringify(bad)).toBeUndefined();
  expect([dayParts('02-29'), dayParts('2026-11-03'), dayParts(null)]).toEqual([{ year: '', month: '02', date: '29' }, { year: '2026', month: '11', date: '03' }, { year: '', month: '', date: '' }]);
});

it('everybody is listed once, those known by a number of theirs first', () => {
  const customer = (id: string) => ({ ...profile([]).customer, id });
  const found = (id: string | null, by: Found['by']): Found => ({ customer: id === null ? null : customer(id), number: null, by, address_as: null, open_promises: 1 });
  const rows = rowsOf([customer('a'), customer('b')], [found('b', 'name'), found(null, 'number'), found('c', 'branch_number')]);
  expect(rows.map(({ id, by, open }) => [id, by, open])).toEqual([['c', 'branch_number', 1], ['b', 'name', 1], ['a', null, null]]);
});
