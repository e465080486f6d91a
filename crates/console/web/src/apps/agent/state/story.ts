/** What was said and written in one call, from the timeline and the partials: a pure fold, in any order of arrival. */
import { type Piece, halves, pieces } from '$lib/ui/said';
import type { Id, MoodReading, Partial, PromiseKeeper, Speaker, TimelineEntry } from '$lib/api/wire';

/** A line of the transcript. Finished lines never change their place. */
export type Turn = { id: Id; speaker: Speaker; start: number; end: number; text: string; pieces: readonly Piece[] };
/** Words still being spoken, at the foot: settled ones never change until the line is finished, open ones may. */
export type Speaking = { id: Id; speaker: Speaker; start: number; settled: string; open: string; heardAt: number };
export type Note = { seq: number; at: number; text: string };
export type MadePromise = { id: Id; what: string; keeper: PromiseKeeper; due: number | null; branch: string | null };

export type Story = {
  call: Id;
  /** The last line of the timeline that was taken. */
  seq: number;
  turns: readonly Turn[];
  speaking: readonly Speaking[];
  notes: readonly Note[];
  promises: readonly MadePromise[];
  /** What the agent said instead of the machine's reading; `undefined`: nothing. */
  intent: string | null | undefined;
  moods: readonly MoodReading[];
  ended: boolean;
};

/** A partial that did not grow for this long is no longer being spoken. */
const STALE_MS = 6000;

export function begin(call: Id): Story {
  return { call, seq: -1, turns: [], speaking: [], notes: [], promises: [], intent: undefined, moods: [], ended: false };
}

/** Takes a line of the timeline; lines that were taken before change nothing. */
export function take(story: Story, entry: TimelineEntry): Story {
  if (entry.call !== story.call || entry.seq <= story.seq) return story;
  const now = { ...story, seq: entry.seq };
  const { event } = entry;
  switch (event.type) {
    case 'heard': {
      const { id, speaker, span, text } = event.utterance;
      return {
        ...now,
        turns: placed(story.turns, { id, speaker, start: span.start, end: span.end, text, pieces: pieces(event.utterance) }),
        speaking: story.speaking.filter((partial) => partial.id !== id),
      };
    }
    case 'mood':
      return { ...now, moods: [...story.moods, event.reading] };
    case 'noted':
      return { ...now, notes: [...story.notes, { seq: entry.seq, at: entry.at, text: event.text }] };
    case 'intent_corrected':
      return { ...now, intent: event.intent };
    case 'promise_made': {
      const { id, what, keeper, due, branch } = event.promise;
      return { ...now, promises: [...story.promises.filter((made) => made.id !== id), { id, what, keeper, due, branch }] };
    }
    case 'promise_withdrawn':
      return { ...now, promises: story.promises.filter((made) => made.id !== event.promise) };
    case 'ended':
      return { ...now, speaking: [], ended: true };
    default:
      return now;
  }
}

/** Takes words still being spoken. */
export function hear(story: Story, partial: Partial, now: number): Story {
  if (story.turns.some((turn) => turn.id === partial.id)) return story;
  const { id, speaker, span } = partial;
  const speaking = { id, speaker, start: span.start, ...halves(partial), heardAt: now };
  const others = story.speaking.filter((other) => other.id !== id && now - other.heardAt < STALE_MS);
  return { ...story, speaking: [...others, speaking].sort((a, b) => a.start - b.start) };
}

/** Lets go of words that are no longer being spoken. */
export function settle(story: Story, now: number): Story {
  const speaking = story.speaking.filter((partial) => now - partial.heardAt < STALE_MS);
  return speaking.length === story.speaking.length ? story : { ...story, speaking };
}

function placed(turns: readonly Turn[], turn: Turn): readonly Turn[] {
  const others = turns.filter((other) => other.id !== turn.id);
  const at = others.findLastIndex((other) => other.start <= turn.start) + 1;
  return others.toSpliced(at, 0, turn);
}

/** No line is missing between the first and the newest. */
export function isWhole(entries: ReadonlyMap<number, TimelineEntry>): boolean {
  return entries.size === 0 || Math.max(...entries.keys()) === entries.size - 1;
}
