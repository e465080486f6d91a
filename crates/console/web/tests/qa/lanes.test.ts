import { expect, it } from 'vitest';
import type { Mood, MoodReading, Speaker, Utterance } from '../../src/lib/api/wire';
import { glyphs, hardMoments, holds, lastHard, moodLine, nextHard, overlaps, saved, silences, skipTo, ticks } from '../../src/apps/qa/state/lanes';
import type { Entry, Event } from '../../src/apps/qa/state/shapes';

const reading = (start: number, label: Mood, confidence = 0.9) => ({ label, span: { start, end: start + 1_000 }, confidence }) as MoodReading;
const turn = (speaker: Speaker, start: number, end: number) => ({ speaker, span: { start, end }, words: [], text: '' }) as unknown as Utterance;
const entry = (media_at: number, event: Event): Entry => ({ seq: media_at, at: 0, media_at, event });
const line = moodLine([reading(9_000, 'lost'), reading(1_000, 'neutral'), reading(4_000, 'angry', 0.4), reading(6_000, 'angry'), reading(12_000, 'satisfied')], 20_000);

it('a mood holds until the next is read, the last until the end', () => {
  expect(line.map(({ reading, start, end }) => [reading.label, start, end])).toEqual([
    ['neutral', 1_000, 4_000], ['angry', 4_000, 6_000], ['angry', 6_000, 9_000], ['lost', 9_000, 12_000], ['satisfied', 12_000, 20_000],
  ]);
  expect(line.map(({ sure }) => sure)).toEqual([true, false, true, true, true]);
});

it('a glyph stands where the mood changes, and in a crowd the worst one', () => {
  expect(glyphs(line, 0).map((felt) => felt.reading.label)).toEqual(['neutral', 'angry', 'lost', 'satisfied']);
  expect(glyphs(line, 60_000).map((felt) => felt.reading.label)).toEqual(['angry']);
});

it('hard moments come round in both directions', () => {
  const hard = hardMoments(line);
  expect(hard).toEqual([4_000, 9_000]);
  expect([0, 4_000, 9_000].map((ms) => nextHard(hard, ms))).toEqual([4_000, 9_000, 4_000]);
  expect([0, 4_500, 9_500, 20_000].map((ms) => lastHard(hard, ms))).toEqual([9_000, 9_000, 4_000, 9_000]);
  expect(nextHard([], 0)).toBeNull();
});

it('a hold lasts from held to resumed of the same leg, and one nobody came back from to the end', () => {
  const timeline = [entry(1_000, { type: 'held', leg: 'a' }), entry(2_000, { type: 'resumed', leg: 'b' }), entry(5_000, { type: 'resumed', leg: 'a' }), entry(7_000, { type: 'held', leg: 'a' })];
  expect(holds(timeline, 9_000)).toEqual([{ start: 1_000, end: 5_000 }, { start: 7_000, end: 9_000 }]);
});

it('silence is where neither side is heard, by the outline or by the words', () => {
  const peaks = { step_ms: 1_000, length_ms: 10_000, caller: [-9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], agent: [0, 0, 0, 0, -1, 2, 0, 0, 0, 0, -30, 30] };
  expect(silences(peaks, [], 10_000)).toEqual([{ start: 1_000, end: 5_000 }, { start: 6_000, end: 10_000 }]);
  expect(silences(null, [turn('caller', 0, 2_000), turn('agent', 1_000, 1_500), turn('agent', 6_000, 9_000)], 9_500)).toEqual([{ start: 2_000, end: 6_000 }]);
  expect(silences(null, [], 0)).toEqual([]);
});

it('skipping jumps over a silence but leaves a breath, and never back', () => {
  const quiet = [{ start: 1_000, end: 5_000 }];
  expect([0, 1_000, 1_349].map((ms) => skipTo(quiet, ms))).toEqual([null, null, null]);
  expect(skipTo(quiet, 1_350)).toBe(4_650);
  expect([4_650, 4_800, 6_000].map((ms) => skipTo(quiet, ms))).toEqual([null, null, null]);
  expect(saved(quiet)).toBe(3_300);
});

it('talking over is where the caller and another spoke at once for long', () => {
  const turns = [turn('caller', 0, 3_000), turn('agent', 2_000, 5_000), turn('caller', 4_800, 6_000), turn('machine', 5_000, 5_900)];
  expect(overlaps(turns)).toEqual([{ start: 2_000, end: 3_000 }, { start: 5_000, end: 5_900 }]);
});

it('the ruler has round moments, few enough to be read', () => {
  expect(ticks(60_000, 6)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
  expect(ticks(3_600_000, 12)).toHaveLength(13);
  expect(ticks(0, 10)).toEqual([0]);
});
