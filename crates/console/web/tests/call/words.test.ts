import { expect, it } from 'vitest';
import { placeWords, waitWords, words } from '../../src/apps/call/words';

const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '');
const minutes = (p50: number, p80: number) => ({ p50_ms: p50 * 60_000, p80_ms: p80 * 60_000 });

it('the wait is told honestly in both languages', () => {
  expect(waitWords(words.ar, null)).toBe('لا نعرف الآن كم يطول الانتظار.');
  expect(waitWords(words.en, { p50_ms: 5_000, p80_ms: 40_000 })).toBe('The wait now is less than a minute.');
  expect(plain(waitWords(words.ar, minutes(2, 2)))).toBe('الانتظار الآن نحو دقيقتين.');
  expect(plain(waitWords(words.ar, minutes(2, 11)))).toBe('الانتظار الآن من دقيقتين إلى 11 دقيقة.');
  expect(plain(waitWords(words.en, minutes(1, 3)))).toBe('The wait now is 1 to 3 minutes.');
});

it('the place in line has every form of Arabic', () => {
  const said = [1, 2, 3, 4, 12, 101].map((place) => plain(placeWords(words.ar, place)));
  expect(said).toEqual(['أنت التالي.', 'أمامك متصل واحد.', 'أمامك متصلان.', 'أمامك 3 متصلين.', 'أمامك 11 متصلًا.', 'أمامك 100 متصل.']);
  expect(placeWords(words.en, null)).toBe('');
});

it('both catalogues are whole', () => {
  const texts = (group: object): string[] => Object.values(group).flatMap((text) => (typeof text === 'object' ? texts(text as object) : typeof text === 'string' ? [text] : []));
  for (const language of ['ar', 'en'] as const) expect(texts(words[language]).every((text) => text.trim() !== '')).toBe(true);
  expect(texts(words.ar).filter((text) => /[a-z]/i.test(text))).toEqual(['English']);
});
