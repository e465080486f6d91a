/** What lies on a call's axis of time: sound, mood, holds, silences, talking over, and where to go next on it. */
import type { MoodReading, Span, Speaker, Utterance } from '$lib/api/wire';
import { SURE, height } from '$lib/ui/mood';
import type { Entry, Peaks } from './shapes';

/** A bad moment nearer than this is the one being heard. */
const NEAR_MS = 100;
/** Nobody is heard for at least this long. */
const SILENCE_MS = 3_000;
/** Both are heard for at least this long. */
const OVERLAP_MS = 700;
/** Samples of the outline below this are line noise. */
const NOISE = 3;
/** What is left of a silence when it is skipped, at either end. */
const BREATH_MS = 350;

/** The caller's mood from one reading to the next. */
export interface Felt {
  reading: MoodReading;
  start: number;
  end: number;
  /** -1 bad to 1 good. */
  value: number;
  sure: boolean;
}

/** Each reading holds until the next begins; the last until its own end, or the call's. */
export function moodLine(readings: readonly MoodReading[], length_ms: number): Felt[] {
  const sorted = [...readings].sort((a, b) => a.span.start - b.span.start);
  return sorted.map((reading, n) => ({
    reading,
    start: reading.span.start,
    end: Math.max(reading.span.start, sorted[n + 1]?.span.start ?? Math.max(reading.span.end, length_ms)),
    value: height[reading.label],
    sure: reading.confidence >= SURE,
  }));
}

/** The moments that get a glyph: where the mood changes, and not closer together than `apart_ms`. */
export function glyphs(line: readonly Felt[], apart_ms: number): Felt[] {
  const shown: Felt[] = [];
  for (const felt of line) {
    const last = shown.at(-1);
    if (last?.reading.label === felt.reading.label) continue;
    if (last && felt.start - last.start < apart_ms) {
      // In a crowd the worst is shown.
      if (felt.value < last.value) shown[shown.length - 1] = felt;
      continue;
    }
    shown.push(felt);
  }
  return shown;
}

/** The beginnings of the stretches in which the caller felt bad, in order. */
export function hardMoments(line: readonly Felt[]): number[] {
  return line.filter((felt, n) => felt.value < 0 && line[n - 1]?.reading.label !== felt.reading.label).map((felt) => felt.start);
}

/** The next bad moment after this one, the first again after the last. */
export function nextHard(moments: readonly number[], ms: number): number | null {
  return moments.find((start) => start > ms + NEAR_MS) ?? moments[0] ?? null;
}

/** The bad moment before this one, the last again before the first. Just after a moment, it is the one before that. */
export function lastHard(moments: readonly number[], ms: number): number | null {
  return moments.findLast((start) => start < ms - 1_000) ?? moments.at(-1) ?? null;
}

/** While somebody was put on hold. A hold nobody came back from lasts until the end. */
export function holds(timeline: readonly Entry[], length_ms: number): Span[] {
  const open = new Map<string, number>();
  const found: Span[] = [];
  for (const { event, media_at } of timeline) {
    if (event.type === 'held') open.set(event.leg, media_at);
    if (event.type === 'resumed' && open.has(event.leg)) {
      found.push({ start: open.get(event.leg)!, end: media_at });
      open.delete(event.leg);
    }
  }
  for (const start of open.values()) found.push({ start, end: Math.max(start, length_ms) });
  return found.sort((a, b) => a.start - b.start);
}

/** Where nobody is heard: by the outline when there is one, else by what was said. */
export function silences(peaks: Peaks | null, turns: readonly Utterance[], length_ms: number): Span[] {
  const loud = peaks ? loudSpans(peaks) : turns.map((turn) => turn.span);
  const found: Span[] = [];
  let quietSince = 0;
  for (const { start, end } of [...loud].sort((a, b) => a.start - b.start)) {
    if (start - quietSince >= SILENCE_MS) found.push({ start: quietSince, end: start });
    quietSince = Math.max(quietSince, end);
  }
  if (length_ms - quietSince >= SILENCE_MS) found.push({ start: quietSince, end: length_ms });
  return found;
}

function loudSpans({ step_ms, caller, agent }: Peaks): Span[] {
  const loud: Span[] = [];
  for (let n = 0; n + 1 < Math.max(caller.length, agent.length); n += 2) {
    const high = Math.max(caller[n + 1] ?? 0, agent[n + 1] ?? 0, -(caller[n] ?? 0), -(agent[n] ?? 0));
    if (high < NOISE) continue;
    const start = (n / 2) * step_ms;
    const last = loud.at(-1);
    if (last && last.end >= start) last.end = start + step_ms;
    else loud.push({ start, end: start + step_ms });
  }
  return loud;
}

/** While the caller and somebody else spoke at once. */
export function overlaps(turns: readonly Utterance[]): Span[] {
  const callers = turns.filter((turn) => turn.speaker === 'caller');
  const others = turns.filter((turn) => turn.speaker !== 'caller');
  const found: Span[] = [];
  let from = 0;
  for (const { span } of callers) {
    while (from < others.length && others[from]!.span.end <= span.start - 60_000) from += 1;
    for (let n = from; n < others.length && others[n]!.span.start < span.end; n += 1) {
      const both = { start: Math.max(span.start, others[n]!.span.start), end: Math.min(span.end, others[n]!.span.end) };
      if (both.end - both.start >= OVERLAP_MS) found.push(both);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Where to go on when silences are skipped: past the one that is being heard, or nowhere. */
export function skipTo(quiet: readonly Span[], ms: number): number | null {
  const here = quiet.find(({ start, end }) => ms >= start + BREATH_MS && ms < end - BREATH_MS);
  return here ? here.end - BREATH_MS : null;
}

/** What skipping saves. */
export const saved = (quiet: readonly Span[]): number => quiet.reduce((sum, { start, end }) => sum + Math.max(0, end - start - 2 * BREATH_MS), 0);

/** How long each side speaks, from the words. */
export function talk(turns: readonly Utterance[]): Record<Speaker, number> {
  const sum: Record<Speaker, number> = { caller: 0, agent: 0, machine: 0 };
  for (const { speaker, span } of turns) sum[speaker] += Math.max(0, span.end - span.start);
  return sum;
}

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Round moments for the ruler, at most about `most` of them. */
export function ticks(length_ms: number, most: number): number[] {
  const step = 1000 * (STEPS_S.find((s) => length_ms / (s * 1000) <= most) ?? STEPS_S.at(-1)!);
  return Array.from({ length: Math.floor(length_ms / step) + 1 }, (_, n) => n * step);
}
