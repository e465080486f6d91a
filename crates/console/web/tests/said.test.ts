import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SURE_WORD, halves, pieces } from '../src/lib/ui/said';

const word = (text: string, confidence: number) => ({ text, confidence, span: { start: 0, end: 1 } });

describe('what was said', () => {
  it('is marked below the threshold of the house', () => {
    const house = readFileSync(resolve(import.meta.dirname, '../../../model/src/speech.rs'), 'utf8');
    expect(house).toMatch(new RegExp(`pub const SURE_WORD: f32 = ${SURE_WORD.toFixed(1)};`));
    expect(pieces({ text: 'a b', words: [word('a', SURE_WORD), word('b', SURE_WORD - 0.01)] }).map(({ sure }) => sure)).toEqual([true, false]);
  });
  it('is one piece where the words are not those of the line', () => {
    expect(pieces({ text: '‹hidden›', words: [word('4111', 0.1)] })).toEqual([{ text: '‹hidden›', sure: true }]);
    expect(pieces({ text: 'a', words: [] })).toEqual([{ text: 'a', sure: true }]);
  });
  it('is parted where settled words end, also when all or none are settled', () => {
    expect(halves({ text: 'a b c', stable: 2 })).toEqual({ settled: 'a b', open: 'c' });
    expect(halves({ text: 'a b', stable: 2 })).toEqual({ settled: 'a b', open: '' });
    expect(halves({ text: 'a', stable: 0 })).toEqual({ settled: '', open: 'a' });
  });
});
