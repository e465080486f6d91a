import { expect, it } from 'vitest';
import { along, causesOf, daysOf, GOAL_MS, partsOf, share, withinOf } from '../../src/apps/qa/state/access';

const fared = { wanted: 200, reached: 180, promised: 12, lost: 8, asked_twice: 5, within_goal_pct: 77.5, goal_met: false, wait_p50_ms: 40_000, wait_p80_ms: 100_000, wait_p95_ms: 250_000, wait_max_ms: 600_000 };
const report = (by_day: string[], by_cause: [string, number][] = []) => ({
  calls: 300, served_by_machine: 60, gave_up: 40, all: fared,
  by_day: Object.fromEntries(by_day.map((day) => [day, fared])),
  by_cause: Object.fromEntries(by_cause.map(([cause, wanted]) => [cause, { ...fared, wanted }])),
});

it('everybody who wanted a person is in one part', () => {
  expect(withinOf(fared)).toBe(155);
  const parts = partsOf(fared);
  expect(parts).toEqual([{ part: 'within', n: 155 }, { part: 'later', n: 25 }, { part: 'promised', n: 12 }, { part: 'lost', n: 8 }]);
  expect(parts.reduce((sum, { n }) => sum + n, 0)).toBe(fared.wanted);
  expect(partsOf({ ...fared, reached: 155 }).map(({ part }) => part), 'none is left out').toEqual(['within', 'promised', 'lost']);
});

it('days on which nobody wanted anybody have their place', () => {
  expect(daysOf(report(['2026-11-30', '2026-11-27', '2026-12-01'])).map(({ day, fared }) => [day, fared !== null])).toEqual([
    ['2026-11-27', true], ['2026-11-28', false], ['2026-11-29', false], ['2026-11-30', true], ['2026-12-01', true],
  ]);
  expect(daysOf(report(['-']))).toEqual([]);
});

it('the most frequent cause comes first', () => {
  expect(causesOf(report([], [['asked', 5], ['mood', 9], ['flow', 5]])).map(([cause]) => cause)).toEqual(['mood', 'asked', 'flow']);
});

it('shares are of a hundred, and none of none', () => {
  expect([share(1, 3), share(0, 3), share(0, 0)]).toEqual([33, 0, null]);
});

it('the goal has its place on the line of waits also where all were short', () => {
  expect(along(GOAL_MS, 1_000)).toBe(0.5);
  expect(along(GOAL_MS, 720_000)).toBe(0.25);
  expect(along(900_000, 720_000)).toBe(1);
});
