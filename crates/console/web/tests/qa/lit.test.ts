import { expect, it } from 'vitest';
import type { Utterance } from '../../src/lib/api/wire';
import { litAt, spoken, timed } from '../../src/apps/qa/state/lit';

const word = (text: string, start: number, end: number) => ({ text, span: { start, end }, confidence: 1 });
const turn = (text: string, start: number, words: ReturnType<typeof word>[]) => ({ text, words, span: { start, end: start + 2_000 } }) as unknown as Utterance;
const turns = [
  turn('أهلا وسهلا بك', 1_000, [word('أهلا', 1_000, 1_300), word('وسهلا', 1_300.4, 1_700), word('بك', 1_700, 2_000)]),
  turn('رقمي ****', 1_500, [word('رقمي', 1_500, 1_800), word('0501', 1_800, 2_400)]),
];

it('a line that was masked or corrected is one word', () => {
  expect(turns.map(timed)).toEqual([true, false]);
  expect(spoken(turns).map(({ at, turn, word }) => [at, turn, word])).toEqual([[1_000, 0, 0], [1_300, 0, 1], [1_500, 1, -1], [1_700, 0, 2]]);
});

it('exactly one word is lit at every moment from the first on', () => {
  const words = spoken(turns);
  expect([0, 999, 1_000, 1_299.6, 1_300, 1_499, 1_500, 1_701, 99_000].map((ms) => litAt(words, ms))).toEqual([-1, -1, 0, 1, 1, 1, 2, 3, 3]);
  expect(litAt([], 5)).toBe(-1);
});
