import { describe, expect, test } from 'vitest';
import type { PromptNow } from '../../src/lib/api/wire';
import { chosen, next, progress } from '../../src/apps/admin/state/choice';

const prompt = (id: string, more: Partial<PromptNow> = {}): PromptNow => ({
  id, language: 'ar', text: 'مرحبا', recorded: false, studio: false, piece: false, duration_ms: 900, faults: [], ...more,
});
const all = [
  prompt('greeting', { text: 'أهلًا بك في وصل' }),
  prompt('goodbye', { text: 'مع السلامة', recorded: true }),
  prompt('wait', { faults: ['stale'] }),
  prompt('greeting', { language: 'en', text: 'Welcome to Wasl' }),
];
const ids = (which: 'all' | 'synthetic' | 'recorded' | 'faulty', words = '', language: 'ar' | 'en' = 'ar') =>
  chosen(all, { language, which, words }).map(({ id }) => id);

describe('what is shown', () => {
  test('is of one language, and of one kind', () => {
    expect(ids('all')).toEqual(['greeting', 'goodbye', 'wait']);
    expect(ids('synthetic')).toEqual(['greeting', 'wait']);
    expect(ids('recorded')).toEqual(['goodbye']);
    expect(ids('faulty')).toEqual(['wait']);
    expect(ids('all', '', 'en')).toEqual(['greeting']);
  });
  test('is found by words however they are spelled, and by name', () => {
    expect(ids('all', 'اهلا')).toEqual(['greeting']);
    expect(ids('all', 'السلامه')).toEqual(['goodbye']);
    expect(ids('all', 'good')).toEqual(['goodbye']);
    expect(ids('all', 'nothing like it')).toEqual([]);
  });
});

test('recording goes on down the list and ends at its end', () => {
  const list = chosen(all, { language: 'ar', which: 'all', words: '' });
  expect(next(list, 'greeting')?.id).toBe('goodbye');
  expect(next(list, 'wait')).toBeNull();
});

test('progress counts what people recorded in that language', () => {
  expect(progress(all, 'ar')).toEqual({ recorded: 1, all: 3 });
  expect(progress(all, 'en')).toEqual({ recorded: 0, all: 1 });
});
