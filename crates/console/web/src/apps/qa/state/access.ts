/** How soon callers reached a person, ready to be drawn. Pure. */
import type { AccessReport, Reached } from '$lib/api/wire';

/** Of a hundred who want a person, so many are to reach one within three minutes (Spain's Ley 10/2025, art. 6). */
export const GOAL_PCT = 95;
export const GOAL_MS = 180_000;

export const PARTS = ['within', 'later', 'promised', 'lost'] as const;
export type Part = (typeof PARTS)[number];

/** Reached within three minutes. */
export const withinOf = ({ within_goal_pct, wanted }: Pick<Reached, 'within_goal_pct' | 'wanted'>): number => Math.round((within_goal_pct * wanted) / 100);

/** What became of those who wanted a person; every one of them is in one part. */
export function partsOf(fared: Reached): { part: Part; n: number }[] {
  const within = withinOf(fared);
  const counts = { within, later: fared.reached - within, promised: fared.promised, lost: fared.lost };
  return PARTS.map((part) => ({ part, n: counts[part] })).filter(({ n }) => n > 0);
}

/** Of a hundred, whole; `null` of none. */
export const share = (n: number, of: number): number | null => (of === 0 ? null : Math.round((100 * n) / of));

/** Why a person was wanted, the most frequent first. */
export const causesOf = ({ by_cause }: AccessReport): [string, Reached][] => Object.entries(by_cause).sort(([a, x], [b, y]) => y.wanted - x.wanted || a.localeCompare(b));

const DAY_MS = 86_400_000;
/** A day of the report as a moment, at midnight UTC; `null` where it is none. */
export function momentOf(day: string): number | null {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? null : at;
}

/** Every day from the first to the last, oldest first; on some nobody wanted anybody. */
export function daysOf({ by_day }: AccessReport): { day: string; fared: Reached | null }[] {
  const moments = Object.keys(by_day).flatMap((day) => momentOf(day) ?? []);
  if (moments.length === 0) return [];
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  return Array.from({ length: (last - first) / DAY_MS + 1 }, (_, n) => {
    const day = new Date(first + n * DAY_MS).toISOString().slice(0, 10);
    return { day, fared: by_day[day] ?? null };
  });
}

/** Where a wait stands on a line from nothing to the longest one, or to twice the goal where that is longer, 0 to 1. */
export const along = (ms: number, longest_ms: number): number => Math.min(1, ms / Math.max(longest_ms, 2 * GOAL_MS));
