/** A plan by which calls are drawn for review, as a form holds it; and the drawn calls by day. */
import type { Plan, Sample } from '$lib/api/wire';

export const PLAN_KINDS = ['per_agent_per_week', 'by_risk', 'random'] as const satisfies readonly Plan['kind'][];
export type PlanKind = (typeof PLAN_KINDS)[number];

/** The most calls the house draws by one plan. */
export const MOST_CALLS = 1_000;

export interface Draft {
  kind: PlanKind;
  calls: number;
  percent: number;
  seed: number;
}

export function draftOf(plan: Plan): Draft {
  const { kind, seed } = plan;
  return plan.kind === 'random' ? { kind, seed, calls: 4, percent: Math.round(plan.share * 1_000) / 10 } : { kind, seed, calls: plan.calls, percent: 5 };
}

export function planOf({ kind, calls, percent, seed }: Draft): Plan {
  return kind === 'random' ? { kind, share: percent / 100, seed } : { kind, calls, seed };
}

/** What the house would refuse is not sent. */
export const fits = ({ kind, calls, percent }: Draft): boolean =>
  kind === 'random' ? percent > 0 && percent <= 100 : Number.isInteger(calls) && calls >= 1 && calls <= MOST_CALLS;

/** The calls drawn since midnight, and those before. */
export function byDay(drawn: readonly Sample[], midnight: number): { today: Sample[]; before: Sample[] } {
  return { today: drawn.filter(({ drawn_at }) => drawn_at >= midnight), before: drawn.filter(({ drawn_at }) => drawn_at < midnight) };
}

/** Who may be the other scorer: nobody scores one call twice. */
export const others = <T extends { name: string }>(people: readonly T[], taken: string | null): T[] => people.filter(({ name }) => name !== taken);
