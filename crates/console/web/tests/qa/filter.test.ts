import { expect, it } from 'vitest';
import { marked, meant, shown } from '../../src/apps/qa/list/filter';
import { hiddenOf } from '../../src/apps/qa/list/columns';

it('seconds are typed and milliseconds are asked for', () => {
  expect([meant('silence_ms', '20'), meant('hold_ms', '1.5'), meant('overlap_ms', '-3'), meant('overlap_ms', 'x')]).toEqual(['20000', '1500', '', '']);
  expect(shown('silence_ms', '20000')).toBe('20');
});

it('days are whole, the last one too', () => {
  const since = meant('since', '2026-03-28');
  const until = meant('until', '2026-03-30');
  expect(new Date(Number(since)).toString()).toContain('Mar 28 2026 00:00');
  expect(new Date(Number(until)).toString()).toContain('Mar 31 2026 00:00');
  expect([shown('since', since), shown('until', until), meant('since', 'soon')]).toEqual(['2026-03-28', '2026-03-30', '']);
  expect([meant('due_from', '2026-03-28'), meant('due_before', '2026-03-30'), shown('due_before', until)]).toEqual([since, until, '2026-03-30']);
});

it('a field without a filter is empty, and stays none when the form is sent', () => {
  for (const name of ['since', 'until', 'due_from', 'due_before', 'silence_ms', 'branch'] as const) expect([shown(name, ''), meant(name, shown(name, ''))], name).toEqual(['', '']);
});

it('what was found is marked by characters, not by halves of them', () => {
  expect(marked('👍 أبي قرض اليوم', [{ start: 6, end: 9 }])).toEqual([
    { text: '👍 أبي ', mark: false }, { text: 'قرض', mark: true }, { text: ' اليوم', mark: false },
  ]);
  expect(marked('abc', [{ start: 2, end: 9 }, { start: 0, end: 1 }])).toEqual([{ text: 'a', mark: true }, { text: 'b', mark: false }, { text: 'c', mark: true }]);
  expect(marked('', [])).toEqual([]);
});

it('the way to a call cannot be hidden', () => {
  expect(hiddenOf('when,mood,gone')).toEqual(['mood']);
  expect(hiddenOf(null)).toEqual([]);
});
