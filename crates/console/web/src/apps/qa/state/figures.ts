/** Figures of the reports, ready to be drawn. */
import { momentOf, partsOf as datePartsOf } from '$lib/format/time';
import type { Calibration, Gap } from './agree';

export const VERDICT_PARTS = ['contradicted', 'kept', 'no_fault', 'waiting'] as const;
export type VerdictPart = (typeof VERDICT_PARTS)[number];

/** The parts of a bar, in the order they are drawn; empty ones are left out. */
export function partsOf(gap: Gap): { part: VerdictPart; n: number }[] {
  return VERDICT_PARTS.map((part) => ({ part, n: gap[part] })).filter(({ n }) => n > 0);
}

/** The largest first; what was never found is left out. */
export const ranked = (gaps: readonly Gap[]): Gap[] => [...gaps].filter(({ findings }) => findings > 0).sort((a, b) => b.findings - a.findings || a.key.localeCompare(b.key));

/** Better after a lesson is fewer findings. */
export function turn({ before, after }: Pick<Gap, 'before' | 'after'>): 'better' | 'worse' | 'same' | null {
  if (before === null || after === null) return null;
  return Math.abs(after - before) < 0.05 ? 'same' : after < before ? 'better' : 'worse';
}

/** Landis and Koch's bands, in three. */
export function band(kappa: number): 'low' | 'fair' | 'good' {
  return kappa < 0.4 ? 'low' : kappa < 0.6 ? 'fair' : 'good';
}

/** Where people agree least first: that is what to talk about. Without a figure last. */
export function leastAgreed(questions: Calibration['questions']): Calibration['questions'] {
  return [...questions].sort((a, b) => (a.kappa ?? Infinity) - (b.kappa ?? Infinity) || a.question.localeCompare(b.question));
}

/** A whole month by the house's calendar: its first moment and the first after it. */
export function monthOf(at: number, back = 0): { from: number; to: number } {
  const [year, month] = datePartsOf(at);
  return { from: momentOf(year, month - back, 1), to: momentOf(year, month - back + 1, 1) };
}

/** An arc of a ring of radius 1 around 0,0, from one share of the circle to another, clockwise from the top. */
export function arc(from: number, to: number): string {
  const point = (share: number) => `${Math.sin(2 * Math.PI * share).toFixed(4)} ${(-Math.cos(2 * Math.PI * share)).toFixed(4)}`;
  if (to - from >= 1) return `M0 -1A1 1 0 1 1 0 1A1 1 0 1 1 0 -1`;
  return `M${point(from)}A1 1 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to)}`;
}
