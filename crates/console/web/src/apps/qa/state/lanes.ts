/** Sound and mood on one axis of time: 0 at the left in both languages, so that word, wave and mood agree. */
import type { MoodReading } from '$lib/api/wire';
import { height } from '$lib/ui/mood';

export const WIDE = 1000;
export const TALL = 190;
const MOOD_MIDDLE = 152;
const MOOD_REACH = 28;

/** From a moment to its place. */
export function axis(length_ms: number): (ms: number) => number {
  const length = Math.max(length_ms, 1);
  return (ms) => (Math.min(Math.max(ms, 0), length) / length) * WIDE;
}

/** The outline as one path: a bar from the lowest to the highest sample of each step. */
export function wave(values: readonly number[], step: number, middle: number): string {
  const wide = Math.max(step, 0.4).toFixed(2);
  let path = '';
  for (let n = 0; n + 1 < values.length; n += 2) {
    const [top, bottom] = [middle - (values[n + 1]! / 128) * 26 - 0.5, middle - (values[n]! / 128) * 26 + 0.5];
    path += `M${((n / 2) * step).toFixed(2)} ${top.toFixed(1)}h${wide}V${bottom.toFixed(1)}h-${wide}z`;
  }
  return path;
}

export interface Dot {
  reading: MoodReading;
  x: number;
  y: number;
}

/** The moods as dots, in the middle of what they were read from. */
export function moodDots(readings: readonly MoodReading[], x: (ms: number) => number): Dot[] {
  return readings.map((reading) => ({
    reading,
    x: x((reading.span.start + reading.span.end) / 2),
    y: MOOD_MIDDLE - height[reading.label] * MOOD_REACH,
  }));
}

/** The next moment the caller felt bad, after this one; the first again after the last. */
export function nextHard(readings: readonly MoodReading[], after_ms: number): number | null {
  const hard = readings.filter((reading) => height[reading.label] < 0).map((reading) => reading.span.start);
  return hard.find((start) => start > after_ms + 100) ?? hard[0] ?? null;
}

/** Which turn is lit: the last that began, until half a second after its end. One at most. */
export function litTurn(turns: readonly { span: { start: number; end: number } }[], ms: number): number {
  const last = turns.findLastIndex((turn) => turn.span.start <= ms);
  return last >= 0 && ms < turns[last]!.span.end + 500 ? last : -1;
}
