/** A call's mood in a few figures, ready to be shown. */
import { moods } from '$lib/ui/mood';
import type { CallMood, Mood } from '$lib/api/wire';

/** A trend nearer to nought than this is none: −100 to 100. */
const STEADY = 10;

export type Trend = 'better' | 'worse' | 'steady';

export const trendOf = ({ trend }: CallMood): Trend => (Math.abs(trend) < STEADY ? 'steady' : trend > 0 ? 'better' : 'worse');

/** Moods with their share of the time in whole per cent, the longest first; what rounds to nothing is left out. */
export function shares({ share }: CallMood): { mood: Mood; percent: number }[] {
  const all = moods.map((mood) => ({ mood, percent: Math.round(share[mood] * 100) }));
  return all.filter(({ percent }) => percent > 0).sort((a, b) => b.percent - a.percent);
}
