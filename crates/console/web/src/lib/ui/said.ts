/** What was said, as it is shown: words the recogniser is not sure of are marked, words that may still change are apart. */
import type { Partial, Utterance } from '../api/wire';

/** Words less sure than this are marked. The house's own threshold (`SURE_WORD`); a test holds both together. */
export const SURE_WORD = 0.5;

/** Words in a row that are all sure, or all not. */
export type Piece = { text: string; sure: boolean };

/** A line in pieces. Where the words are not the line's (hidden or corrected since), it is one piece without a mark. */
export function pieces({ text, words }: Pick<Utterance, 'text' | 'words'>): Piece[] {
  if (words.length === 0 || words.map((word) => word.text).join(' ') !== text) return [{ text, sure: true }];
  const found: Piece[] = [];
  for (const word of words) {
    const sure = word.confidence >= SURE_WORD;
    const last = found.at(-1);
    if (last?.sure === sure) last.text += ` ${word.text}`;
    else found.push({ text: word.text, sure });
  }
  return found;
}

/** Words still being spoken: those that are settled, and those that may still change. */
export function halves({ text, stable }: Pick<Partial, 'text' | 'stable'>): { settled: string; open: string } {
  const words = text.split(' ');
  return { settled: words.slice(0, stable).join(' '), open: words.slice(stable).join(' ') };
}
