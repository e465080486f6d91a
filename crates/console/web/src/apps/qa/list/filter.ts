/** Filters between the address and what people read: seconds for milliseconds, days for moments. */
import { momentOf, partsOf } from '$lib/format/time';
import type { FilterName, Filters } from '../state/place';

/** Filters of the list of calls; the others are of other lists. */
export const OF_CALLS: readonly FilterName[] = [
  'words', 'speaker', 'agent', 'queue', 'intent', 'branch', 'language', 'mood_first', 'mood_end', 'promise', 'review', 'score_max', 'hangup',
  'silence_ms', 'overlap_ms', 'hold_ms', 'since', 'until',
];
const SECONDS: readonly FilterName[] = ['silence_ms', 'overlap_ms', 'hold_ms'];
const DAYS: readonly FilterName[] = ['since', 'until', 'due_from', 'due_before'];
/** The last day is meant whole: the address holds the midnight after it. */
const LAST_DAYS: readonly FilterName[] = ['until', 'due_before'];
const DAY_MS = 86_400_000;

export const isSeconds = (name: FilterName): boolean => SECONDS.includes(name);
export const isDay = (name: FilterName): boolean => DAYS.includes(name);
export const isLastDay = (name: FilterName): boolean => LAST_DAYS.includes(name);

/** What a field shows of a filter. */
export function shown(name: FilterName, value: string): string {
  if (value === '') return '';
  const number = Number(value);
  if (isSeconds(name)) return Number.isFinite(number) ? String(number / 1000) : '';
  if (!isDay(name)) return value;
  if (!Number.isFinite(number)) return '';
  return partsOf(isLastDay(name) ? number - DAY_MS : number).map((part) => String(part).padStart(2, '0')).join('-');
}

/** What the address holds of what was typed; nothing where it makes no sense. */
export function meant(name: FilterName, typed: string): string {
  const text = typed.trim();
  if (text === '') return '';
  if (isSeconds(name)) return Number(text) > 0 ? String(Math.round(Number(text) * 1000)) : '';
  if (!isDay(name)) return text;
  const [year = NaN, month = NaN, day = NaN] = text.split('-').map(Number);
  // The day after by the calendar: days of a clock change are not 24 hours long.
  const at = momentOf(year, month, isLastDay(name) ? day + 1 : day);
  return Number.isNaN(at) ? '' : String(at);
}

export const set = (filters: Filters): [FilterName, string][] => OF_CALLS.flatMap((name) => (filters[name] ? [[name, filters[name]] as [FilterName, string]] : []));

/** Text in pieces, those that were found marked. Places are in code points. */
export function marked(text: string, marks: readonly { start: number; end: number }[]): { text: string; mark: boolean }[] {
  const letters = [...text];
  const pieces: { text: string; mark: boolean }[] = [];
  let at = 0;
  const add = (to: number, mark: boolean) => {
    if (to > at) pieces.push({ text: letters.slice(at, to).join(''), mark });
    at = Math.max(at, to);
  };
  for (const { start, end } of [...marks].sort((a, b) => a.start - b.start)) {
    add(Math.min(start, letters.length), false);
    add(Math.min(end, letters.length), true);
  }
  add(letters.length, false);
  return pieces;
}
