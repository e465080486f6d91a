/**
 * One text fold for searching what was said: spelling variants of a word compare equal, and every hit knows its place in
 * the original. The same as the server's (`crates/model/src/fold.rs`); `crates/model/tests/fold.json` is read by the
 * tests of both.
 *
 * NFKC; tashkeel, tatweel and bidi controls dropped; أ إ آ ٱ → ا, ى ئ ی → ي, ک → ك, ؤ → و, ة → ه; Arabic-Indic and
 * Persian digits → ASCII; lower case.
 */

/** A place in a text, in UTF-16 units as `slice` takes them. */
export interface Place {
  start: number;
  end: number;
}

/** A folded text; `map` has a place in the original for every character (code point) of `text`. */
export interface Folded {
  text: string;
  map: Place[];
}

const DROPPED = /[\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]/u;
/** Marks, and the Hangul vowels and finals: what NFC may join to the letter before. */
const JOINS = /[\p{M}\u1161-\u1175\u11a8-\u11c2]/u;
/** Half of a surrogate pair, alone: it is no character. */
const HALF = /\p{Surrogate}/u;
const SPELLED = new Map([...'أإآٱ'].map((letter) => [letter, 'ا']));
for (const letter of 'ىئی') SPELLED.set(letter, 'ي');
SPELLED.set('ک', 'ك').set('ؤ', 'و').set('ة', 'ه');
for (let digit = 0; digit < 10; digit += 1) {
  SPELLED.set(String.fromCharCode(0x0660 + digit), String(digit)).set(String.fromCharCode(0x06f0 + digit), String(digit));
}

/** The folded text alone. */
export function fold(text: string): string {
  return folded(text).text;
}

/**
 * The folded text with its way back. What is dropped belongs to the character before it, or to the first one, so that
 * the places leave nothing out; characters that were one (a ligature) share theirs.
 */
export function folded(text: string): Folded {
  const characters: string[] = [];
  const map: Place[] = [];
  let letters: string[] = [];
  let place: Place = { start: 0, end: 0 };
  let first = true;
  const flush = (): void => {
    const joined = letters.length > 1 ? [...letters.join('').normalize('NFC')] : letters;
    for (const character of joined) {
      characters.push(character);
      map.push(place);
    }
    letters = [];
  };
  let end = 0;
  for (const written of text) {
    const start = first ? 0 : end;
    end += written.length;
    for (const part of written.normalize('NFKD')) {
      if (DROPPED.test(part)) continue;
      const spelled = HALF.test(part) ? '\ufffd' : (SPELLED.get(part) ?? part);
      for (const letter of spelled.toLowerCase()) {
        if (letters.length === 0 || !JOINS.test(letter)) {
          flush();
          place = { start, end };
          first = false;
        }
        letters.push(letter);
      }
    }
    place.end = end;
  }
  flush();
  return { text: characters.join(''), map };
}

/** Where a text stands in another, however it is written there; hits do not overlap. */
export function find(text: string, wanted: string): Place[] {
  const needle = fold(wanted);
  if (needle === '') return [];
  const { text: hay, map } = folded(text);
  const hits: Place[] = [];
  let character = 0;
  let unit = 0;
  const characterAt = (at: number): number => {
    while (unit < at) {
      unit += (hay.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
      character += 1;
    }
    return character;
  };
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) {
    const from = map[characterAt(at)];
    const to = map[characterAt(at + needle.length) - 1];
    if (from && to) hits.push({ start: from.start, end: to.end });
  }
  return hits;
}
