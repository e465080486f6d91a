import { expect, it } from 'vitest';
import type { Mood, MoodReading } from '../../src/lib/api/wire';
import { WIDE, axis, litTurn, moodDots, nextHard, wave } from '../../src/apps/qa/state/lanes';

const reading = (start: number, label: Mood) => ({ label, span: { start, end: start + 1_000 }, confidence: 0.9 }) as MoodReading;
const readings = [reading(1_000, 'neutral'), reading(4_000, 'angry'), reading(9_000, 'lost'), reading(12_000, 'satisfied')];

it('time runs from the left and nothing is beyond the edges', () => {
  const x = axis(10_000);
  expect([x(0), x(5_000), x(10_000), x(12_000), x(-1)]).toEqual([0, WIDE / 2, WIDE, WIDE, 0]);
  expect(axis(0)(0)).toBe(0);
});

it('a wave has a bar for each step', () => {
  expect(wave([-10, 10, -128, 127, 5], 2, 30).match(/M/g)).toHaveLength(2);
  expect(wave([], 2, 30)).toBe('');
});

it('bad moods stand below good ones', () => {
  const y = Object.fromEntries(moodDots(readings, axis(20_000)).map((dot) => [dot.reading.label, dot.y]));
  expect(y.satisfied!).toBeLessThan(y.neutral!);
  expect(y.neutral!).toBeLessThan(y.lost!);
  expect(y.lost!).toBeLessThan(y.angry!);
});

it('the next hard moment comes round again', () => {
  expect([0, 4_000, 9_000].map((ms) => nextHard(readings, ms))).toEqual([4_000, 9_000, 4_000]);
  expect(nextHard([reading(0, 'satisfied')], 0)).toBeNull();
});

it('one turn is lit at most', () => {
  const turns = [{ span: { start: 0, end: 1_000 } }, { span: { start: 900, end: 2_000 } }, { span: { start: 5_000, end: 6_000 } }];
  expect([0, 950, 2_400, 2_600, 5_000].map((ms) => litTurn(turns, ms))).toEqual([0, 1, 1, -1, 2]);
});
