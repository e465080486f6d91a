import { expect, it } from 'vitest';
import type { Plan, Sample } from '../../src/lib/api/wire';
import { byDay, draftOf, fits, others, planOf } from '../../src/apps/qa/state/sampling';

it('a plan is the same after it went through the form', () => {
  const plans: Plan[] = [{ kind: 'per_agent_per_week', calls: 4, seed: 7 }, { kind: 'by_risk', calls: 20, seed: 0 }, { kind: 'random', share: 0.125, seed: 3 }];
  for (const plan of plans) expect(planOf(draftOf(plan))).toEqual(plan);
});

it('what the house would refuse is not sent', () => {
  const draft = { kind: 'by_risk', calls: 4, percent: 5, seed: 0 } as const;
  expect([0, 1, 1_000, 1_001, 2.5, Number.NaN].map((calls) => fits({ ...draft, calls }))).toEqual([false, true, true, false, false, false]);
  expect([0, 0.1, 100, 101].map((percent) => fits({ ...draft, kind: 'random', percent }))).toEqual([false, true, true, false]);
});

it('the calls of today are apart, and nobody scores one call twice', () => {
  const drawn = [10, 5].map((drawn_at) => ({ drawn_at }) as Sample);
  expect(byDay(drawn, 6)).toEqual({ today: [drawn[0]], before: [drawn[1]] });
  expect(others([{ name: 'mona' }, { name: 'salem' }], 'mona')).toEqual([{ name: 'salem' }]);
});
