import { locale, number } from './digits';

export type Tongue = 'ar' | 'en';

/** A stretch of time as a clock: `0:07`, `12:30`, `1:02:03`. Show it with `tabular-nums` in a `dir="ltr"` island. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const text = h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  return text.replace(/\d+/g, (digits) => [...digits].map((digit) => number(Number(digit))).join(''));
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** Whole seconds left until a moment, never below zero. */
export function secondsLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}

/** «قبل 3 دقائق», "in 2 days": in the largest unit that says enough. */
export function ago(at: number, now: number, language: Tongue): string {
  const rtf = new Intl.RelativeTimeFormat(locale(language), { numeric: 'auto' });
  const seconds = Math.round((at - now) / 1000);
  const units = [['day', 86_400], ['hour', 3600], ['minute', 60]] as const;
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return rtf.format(Math.trunc(seconds / length), unit);
  }
  return rtf.format(Math.abs(seconds) < 10 ? 0 : seconds, 'second');
}

let zone: number | null = null;

/** Days and times are those of the house, so many minutes east of UTC, wherever this machine stands; `null`: this machine's. */
export function useZone(minutesEast: number | null): void {
  zone = minutesEast;
}

/** What `useZone` was told. */
export function houseZone(): number | null {
  return zone;
}

/** Minutes east of UTC of a moment here. */
function eastOf(at: number): number {
  return zone ?? -new Date(at).getTimezoneOffset();
}

/** A moment in words; shifted by hand, because not every browser takes an offset for a zone. */
function formatted(at: number, tag: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }).format(at + eastOf(at) * 60_000);
}

/** Year, month (from 1) and day of a moment, by the house's calendar. */
export function partsOf(at: number): [year: number, month: number, day: number] {
  const there = new Date(at + eastOf(at) * 60_000);
  return [there.getUTCFullYear(), there.getUTCMonth() + 1, there.getUTCDate()];
}

/** The moment of a time of day by the house's calendar and clock; months from 1, and what is beyond a month's end goes on. */
export function momentOf(year: number, month: number, day: number, hour = 0, minute = 0): number {
  if (zone === null) return new Date(year, month - 1, day, hour, minute).getTime();
  return Date.UTC(year, month - 1, day, hour, minute) - zone * 60_000;
}

/** The midnight before a moment. */
export const midnight = (at: number): number => momentOf(...partsOf(at));

/** A day: «الأحد 23 نوفمبر 2026». */
export function day(at: number, language: Tongue): string {
  return formatted(at, locale(language), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** A date without its weekday: «23 نوفمبر 2026». */
export function date(at: number, language: Tongue): string {
  return formatted(at, locale(language), { day: 'numeric', month: 'long', year: 'numeric' });
}

/** A date for a narrow place: «23 نوفمبر». */
export function shortDate(at: number, language: Tongue): string {
  return formatted(at, locale(language), { day: 'numeric', month: 'short' });
}

/** A day of the calendar, `YYYY-MM-DD`, or `MM-DD` for one of every year; as it is when it is none. */
export function calendarDay(text: string, language: Tongue): string {
  const [, year, month, date] = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (!month || !date) return text;
  const at = Date.UTC(Number(year ?? 2000), Number(month) - 1, Number(date));
  return new Intl.DateTimeFormat(locale(language), { day: 'numeric', month: 'long', ...(year ? { year: 'numeric' } : {}), timeZone: 'UTC' }).format(at);
}

/** A day and a time, for due dates and exact times on hover. */
export function moment(at: number, language: Tongue): string {
  return formatted(at, locale(language), { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
}

/** The Hijri date of a moment, as a second line: «11 جمادى الآخرة 1448 هـ». */
export function hijri(at: number, language: Tongue): string {
  const tag = language === 'ar' ? 'ar-SA-u-ca-islamic-umalqura-nu-latn' : 'en-GB-u-ca-islamic-umalqura';
  return formatted(at, tag, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** What an `<input type="datetime-local">` holds, from a moment, by the house's clock. */
export function toInput(at: number): string {
  return new Date(at + eastOf(at) * 60_000).toISOString().slice(0, 16);
}

/** The moment an `<input type="datetime-local">` means; `null` when it is empty or nonsense. */
export function fromInput(text: string): number | null {
  const [, ...parts] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text) ?? [];
  const [year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN] = parts.map(Number);
  const at = momentOf(year, month, day, hour, minute);
  return Number.isNaN(at) ? null : at;
}
