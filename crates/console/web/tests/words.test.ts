import { describe, expect, it } from 'vitest';
import { common } from '$lib/i18n/common';
import { speech } from '$lib/i18n/language.svelte';
import { arPlural, enPlural, isolate, say } from '$lib/i18n/words';
import { w as agent } from '../src/apps/agent/words';
import { w as branch } from '../src/apps/branch/words';
import { w as home } from '../src/apps/home/words';
import { p as customers } from '../src/apps/qa/customers/words';
import { d as ledger } from '../src/apps/qa/promises/words';
import { h as access } from '../src/apps/qa/reports/access';

type Node = string | ((...slots: unknown[]) => string) | { [name: string]: Node };

/** Every text of a catalogue; functions are given a sample for each slot. */
function texts(node: Node, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [3, 'x'].map((sample) => [path, safely(node, sample)]);
  return Object.entries(node).flatMap(([name, child]) => texts(child, `${path}.${name}`));
}
const safely = (say: (...slots: unknown[]) => string, sample: unknown) => say(sample, sample, sample);

function inBoth(catalogue: unknown): { ar: [string, string][]; en: [string, string][] } {
  speech.language = 'ar';
  const ar = texts(catalogue as Node);
  speech.language = 'en';
  const en = texts(catalogue as Node);
  speech.language = 'ar';
  return { ar, en };
}

describe.each([['common', common], ['agent', agent], ['home', home], ['branch', branch], ['customers', customers], ['ledger', ledger], ['access', access]])('the catalogue %s', (_, catalogue) => {
  it('has the same keys in both languages and no empty text', () => {
    const { ar, en } = inBoth(catalogue);
    expect(ar.map(([path]) => path)).toEqual(en.map(([path]) => path));
    for (const [path, text] of [...ar, ...en]) expect(text.trim(), path).not.toBe('');
  });

  it('says nothing in Latin letters in Arabic but names of keys and techniques', () => {
    const known = /Ctrl|Shift|Enter|Alt|F\d+|UDP|CSV|English|JavaScript|\u2068[^\u2069]*\u2069|\bP\b|\bx\b/g;
    for (const [path, text] of inBoth(catalogue).ar) expect(text.replace(known, ''), path).not.toMatch(/[A-Za-z]/);
  });
});

describe('sentences', () => {
  it('isolate what they are given, so that a + or a Latin name moves nothing', () => {
    expect(say`من ${'+966501234567'} إلى ${3}`).toBe('من \u2068+966501234567\u2069 إلى \u20683\u2069');
    expect(isolate('x')).toBe('\u2068x\u2069');
  });

  it('count in all six Arabic forms', () => {
    const forms = { zero: 'z', one: '1', two: '2', few: 'f #', many: 'm #', other: 'o #' };
    const plain = (n: number) => arPlural(n, forms).replace(/[\u2068\u2069]/g, '');
    expect([0, 1, 2, 3, 10, 11, 99, 100, 103].map(plain)).toEqual(['z', '1', '2', 'f 3', 'f 10', 'm 11', 'm 99', 'o 100', 'f 103']);
  });

  it('count in both English forms, and say none in words when there are words for it', () => {
    const plain = (n: number) => enPlural(n, { zero: 'none', one: '# call', other: '# calls' }).replace(/[\u2068\u2069]/g, '');
    expect([0, 1, 2].map(plain)).toEqual(['none', '1 call', '2 calls']);
    expect(enPlural(0, { one: 'a', other: 'b #' })).toContain('b');
  });
});
