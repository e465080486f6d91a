import { afterEach, describe, expect, it } from 'vitest';
import { asciiDigits, number, showDigits } from '$lib/format/digits';
import { ago, clock, day, fromInput, hijri, midnight, moment, partsOf, secondsLeft, toInput, useZone } from '$lib/format/time';

afterEach(() => {
  showDigits('latn');
  useZone(null);
});

describe('digits', () => {
  it('are accepted in every script and sent as ASCII', () => {
    expect(asciiDigits('٠٥٠١٢٣۴۵۶+')).toBe('050123456+');
  });
  it('are shown as the centre likes them', () => {
    showDigits('arab');
    expect(number(120)).toBe('١٢٠');
    expect(clock(65_000)).toBe('١:٠٥');
  });
});

describe('time', () => {
  it('is a clock with hours only when there are some', () => {
    expect([0, 7_000, 750_000, 3_723_000, -5].map(clock)).toEqual(['0:00', '0:07', '12:30', '1:02:03', '0:00']);
  });
  it('leaves whole seconds, never fewer than none', () => {
    expect([secondsLeft(10_001, 9_000), secondsLeft(10_000, 10_000), secondsLeft(1, 9_000)]).toEqual([2, 0, 0]);
  });
  it('is told in the largest unit that says enough, in Latin digits, in both languages', () => {
    const now = Date.UTC(2026, 10, 22, 12);
    expect(ago(now - 3 * 86_400_000, now, 'ar')).toBe('قبل 3 أيام');
    expect(ago(now - 5 * 60_000, now, 'en')).toBe('5 minutes ago');
    expect(ago(now - 2_000, now, 'en')).toBe('now');
  });
  it('names its calendar: Gregorian first, Hijri as a second line', () => {
    const at = Date.UTC(2026, 10, 22, 12);
    expect(day(at, 'ar')).toContain('2026');
    expect(hijri(at, 'ar')).toMatch(/1448/);
  });
  it('goes into a date field and back', () => {
    const at = Math.floor(Date.now() / 60_000) * 60_000;
    expect(fromInput(toInput(at))).toBe(at);
    expect(fromInput('')).toBeNull();
    expect(fromInput('nonsense')).toBeNull();
  });
  it('is the house’s, wherever the browser stands', () => {
    const late = Date.UTC(2026, 10, 22, 22, 30);
    for (const [east, shown, hour] of [[180, '2026-11-23T01:30', '1:30'], [-120, '2026-11-22T20:30', '20:30'], [330, '2026-11-23T04:00', '4:00']] as const) {
      useZone(east);
      expect([toInput(late), fromInput(shown)]).toEqual([shown, late]);
      expect(moment(late, 'en')).toContain(hour);
      expect(day(late, 'en')).toContain(`${Number(shown.slice(8, 10))} November`);
      expect(partsOf(late)).toEqual([2026, 11, Number(shown.slice(8, 10))]);
      expect(toInput(midnight(late))).toBe(`${shown.slice(0, 10)}T00:00`);
    }
  });
});
