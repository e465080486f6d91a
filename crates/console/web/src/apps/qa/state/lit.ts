/** Which word is being heard: exactly one, the last that has begun (in whole milliseconds). */
import type { Utterance } from '$lib/api/wire';

/** A word of the transcript and its place in it. */
export interface Spoken {
  /** In the order of their beginnings. */
  at: number;
  turn: number;
  /** In its turn; -1 is the whole turn, where its words have no times of their own. */
  word: number;
}

/** Do the words have times of their own: not where the text was masked or corrected since. */
export function timed({ text, words }: Pick<Utterance, 'text' | 'words'>): boolean {
  return words.length > 0 && words.map((word) => word.text).join(' ') === text;
}

/** All words in the order they begin. Of words that begin together the later line comes last. */
export function spoken(turns: readonly Utterance[]): Spoken[] {
  const all = turns.flatMap((turn, n): Spoken[] =>
    timed(turn) ? turn.words.map((word, k) => ({ at: Math.round(word.span.start), turn: n, word: k })) : [{ at: Math.round(turn.span.start), turn: n, word: -1 }],
  );
  return all.sort((a, b) => a.at - b.at || a.turn - b.turn || a.word - b.word);
}

/** The place in the list of the word lit at a moment; -1 before the first. */
export function litAt(words: readonly Pick<Spoken, 'at'>[], ms: number): number {
  const t = Math.round(ms);
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle]!.at <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
