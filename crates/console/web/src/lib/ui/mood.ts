/** A mood as a shape and a height; the word is in the catalogue, the colour in the tokens. */
import type { Mood } from '../api/wire';

export const moods: readonly Mood[] = ['angry', 'frustrated', 'lost', 'sad', 'neutral', 'satisfied'];

export const glyph: Record<Mood, string> = { angry: '▲', frustrated: '◆', lost: '?', neutral: '●', satisfied: '■', sad: '▼' };

/** Height on a mood line: -1 bad … +1 good. */
export const height: Record<Mood, number> = { angry: -1, frustrated: -0.6, lost: -0.3, sad: -0.45, neutral: 0, satisfied: 0.6 };

/** Its colour, from the tokens. */
export const colour = (mood: Mood): string => `var(--mood-${mood})`;

/** Below this a mood is shown as "not sure". */
export const SURE = 0.6;
