import { isolate, words } from '$lib/i18n/words';
import { ar } from './words/ar';
import { en } from './words/en';

export const w = words(ar, en);

/** What a piece of evidence says: our rules' codes in words, the lexicon's phrases as they are. */
export function evidenceText(what: string): string {
  return w.why.codes[what] ?? isolate(what);
}
