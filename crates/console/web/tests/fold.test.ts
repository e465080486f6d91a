import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { find, fold, folded, type Place } from '../src/lib/format/fold';

/** `map` counts characters of `text`, so that both languages can read it. */
interface Vector {
  name: string;
  text: string;
  folded: string;
  map: [number, number][];
}

const shared = resolve(import.meta.dirname, '../../../model/tests/fold.json');
const vectors = JSON.parse(readFileSync(shared, 'utf8')) as Vector[];

/** Where each character of a text begins, in UTF-16 units, and where it ends. */
function units(text: string): number[] {
  const begins = [0];
  for (const character of text) begins.push((begins.at(-1) ?? 0) + character.length);
  return begins;
}

/** Texts of the kinds the fold works on, the same ones every time. */
function texts(count: number): string[] {
  const letters = [...'اأإآٱىئؤةهيیکكبلوَُِّٰٓٔـ\u200f\u2067\u061c٠٩۰۹ﻻﷺﻣeéTİΣſ\u0301\u0323\u0308½Å😀\u200d\u1112\u1161 ,', '\ud800', '\udc00'];
  let seed = 7;
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 0x80000000;
    return Math.floor((seed / 0x80000000) * below);
  };
  return Array.from({ length: count }, () => Array.from({ length: next(40) }, () => letters[next(letters.length)]).join(''));
}

describe('the fold', () => {
  it.each(vectors)('is that of the shared vectors: $name', ({ text, folded: expected, map }) => {
    const at = units(text);
    const places = map.map(([from, to]) => ({ start: at[from], end: at[to] }));
    expect(folded(text)).toEqual({ text: expected, map: places });
  });

  it('changes nothing when done twice, also to halves of surrogate pairs', () => {
    for (const text of texts(3000)) expect(fold(fold(text))).toBe(fold(text));
    expect(folded('a\ud800ب')).toEqual({ text: 'a\ufffdب', map: [0, 1, 2].map((start) => ({ start, end: start + 1 })) });
  });

  it('has a map in order that leaves nothing out', () => {
    for (const text of texts(3000)) {
      const { text: after, map } = folded(text);
      expect(map).toHaveLength([...after].length);
      let last: Place = { start: 0, end: 0 };
      for (const place of map) {
        expect(place.start === last.end || (place.start === last.start && place.end >= last.end)).toBe(true);
        expect(place.end).toBeGreaterThan(place.start);
        last = place;
      }
      if (after !== '') expect(last.end).toBe(text.length);
    }
  });

  it('finds a word however it is written, also behind surrogate pairs', () => {
    const text = '😀 قال الموظَّف: نعم، الـمُوَظَّف. ﺍﻟﻤﻮﻇﻒ!';
    const lit = find(text, 'الموظف').map(({ start, end }) => text.slice(start, end));
    expect(lit).toEqual(['الموظَّف', 'الـمُوَظَّف', 'ﺍﻟﻤﻮﻇﻒ']);
    expect(find('يوم الأحد', 'الاحد')).toEqual([{ start: 4, end: 9 }]);
    expect(find(text, '')).toEqual([]);
  });

  it('takes time in proportion', () => {
    const text = 'أَهْلًا وَسَهْلًا ﻻ '.repeat(20_000) + '\u0301'.repeat(100_000);
    expect(find(text, 'سهلا')).toHaveLength(20_000);
  }, 20_000);
});
