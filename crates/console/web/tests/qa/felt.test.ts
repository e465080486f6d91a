import { expect, it } from 'vitest';
import { shares, trendOf } from '../../src/apps/qa/state/felt';
import type { CallMood } from '../../src/lib/api/wire';

const felt = (share: Partial<CallMood['share']>, trend = 0): CallMood => ({
  start: 'neutral',
  end: 'neutral',
  peak: { at: 0, mood: 'neutral', confidence: 1 },
  trend,
  score: 0,
  share: { angry: 0, frustrated: 0, lost: 0, neutral: 0, satisfied: 0, sad: 0, ...share },
});

it('the longest mood comes first and what rounds to nothing is left out', () => {
  const told = shares(felt({ neutral: 0.61, angry: 0.386, lost: 0.004 }));
  expect(told).toEqual([{ mood: 'neutral', percent: 61 }, { mood: 'angry', percent: 39 }]);
});

it('a small trend is none', () => {
  expect([-40, -9, 0, 9, 40].map((trend) => trendOf(felt({}, trend)))).toEqual(['worse', 'steady', 'steady', 'steady', 'better']);
});
