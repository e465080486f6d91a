import { expect, it } from 'vitest';
import { address, placeOf, queryOf } from '../../src/apps/qa/state/place';

it('every place of the review has an address that leads back to it', () => {
  const places = [
    { call: null, at: null, filters: {}, after: null },
    { call: null, at: null, filters: { words: 'بطاقة & "رقم"', hangup: 'abandoned', mood: 'lost' }, after: '01-a' },
    { call: '01-b', at: 83_400, filters: { words: 'x' }, after: null },
  ];
  for (const place of places) expect(placeOf(address(place).replace('/qa', ''))).toEqual(place);
  expect(address({})).toBe('/qa');
  expect(address({ call: 'c', at: 83_449 })).toBe('/qa?call=c&t=83.4');
});

it('nonsense in the address is not a moment', () => {
  for (const t of ['', 'abc', 'NaN', 'Infinity']) expect(placeOf(`?call=c&t=${t}`).at).toBeNull();
  expect(placeOf('?call=c&t=-4').at).toBe(0);
});

it('the house is asked for what it knows only', () => {
  expect(queryOf({ call: 'c', at: 3, filters: { words: 'a' }, after: 'z' }).toString()).toBe('words=a&after=z');
});
