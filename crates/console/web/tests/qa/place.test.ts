import { expect, it } from 'vitest';
import { address, changed, placeOf, queryOf, type Place } from '../../src/apps/qa/state/place';

const there = (link: string) => {
  const { pathname, search } = new URL(link, 'http://house');
  return placeOf(pathname, search);
};
const nowhere: Place = { page: 'calls', id: null, at: null, tab: null, filters: {}, after: null };

it('every place has an address that leads back to it', () => {
  const places: Place[] = [
    nowhere,
    { ...nowhere, filters: { words: 'أين «الطلب»؟ <b>&', mood_end: 'angry', silence_ms: '20000' }, after: 'x/y' },
    { ...nowhere, id: '0197', at: 83_400, tab: 'promises', filters: { words: 'قرض' } },
    { ...nowhere, id: 'a/b c', at: 0 },
    { ...nowhere, page: 'consistency', filters: { state: 'open', kind: 'broken_promise' } },
    { ...nowhere, page: 'consistency', id: 'f1' },
    { ...nowhere, page: 'customers', filters: { words: 'سعود' }, after: 'c9' },
    { ...nowhere, page: 'customers', id: 'visit-1', filters: { words: '4444', kind: 'branch' } },
    { ...nowhere, page: 'silent', filters: { state: 'assigned' }, after: 'z' },
    { ...nowhere, page: 'mine' },
    { ...nowhere, page: 'sampling' },
    { ...nowhere, page: 'reports', filters: { days: '90' } },
    { ...nowhere, page: 'promises', filters: { state: 'overdue', branch: 'العليا', customer: 'u1', owner: 'sara', due_before: '5' }, after: 'p' },
    { ...nowhere, page: 'consistency', filters: { customer: 'u/1' } },
    { ...nowhere, page: 'access', filters: { days: '7' } },
    { ...nowhere, page: 'executive', filters: { since: '1', until: '2' } },
  ];
  for (const place of places) expect(there(address(place))).toEqual(place);
  expect(address({})).toBe('/qa');
  expect(address({ id: 'c', at: 83_449, tab: 'promises' })).toBe('/qa/calls/c?t=83.4&tab=promises');
});

it('links of the first console still lead to the call', () => {
  expect(there('/qa?call=c&t=2.5')).toEqual({ ...nowhere, id: 'c', at: 2_500 });
});

it('nonsense in the address is not a moment, not a tab and not a page', () => {
  for (const t of ['', 'abc', 'NaN', 'Infinity']) expect(there(`/qa/calls/c?t=${t}`).at).toBeNull();
  expect(there('/qa/calls/c?t=-4&tab=nothing')).toEqual({ ...nowhere, id: 'c', at: 0 });
  expect(there('/qa/elsewhere')).toEqual(nowhere);
  expect(there('/qa/access').page).toBe('calls');
  expect(there('/qa/calls/%E0%A4%A').id).toBe('%E0%A4%A');
});

it('the house is asked for filters only', () => {
  expect(queryOf({ id: 'c', at: 3, tab: 'score', filters: { words: 'a' }, after: 'z' }).toString()).toBe('words=a&after=z');
});

it('an empty value takes a filter away', () => {
  expect(changed({ words: 'a', agent: 'noura' }, { words: '', queue: 'loans' })).toEqual({ agent: 'noura', queue: 'loans' });
});
