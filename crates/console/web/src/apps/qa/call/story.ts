/** What lies on the axis beside sound and mood, gathered from everything the house tells of a call. */
import type { LastStep, Span, Utterance } from '$lib/api/wire';
import { clock } from '$lib/format/time';
import { holds, overlaps, silences } from '../state/lanes';
import type { Comment, LastFound } from '../state/reviews';
import type { Entry, Peaks } from '../state/shapes';
import { c } from './words';

export const STRETCHES = ['hold', 'silence', 'overlap', 'recording_pause'] as const;
export interface Stretch extends Span {
  kind: (typeof STRETCHES)[number];
}

export interface Mark {
  key: string;
  kind: 'promise' | 'comment' | 'step';
  at: number;
  sign: string;
  title: string;
  /** Resolved, taken back: still to be seen. */
  quiet: boolean;
}

/** The signs of the method's steps, in its order. */
export const STEP_SIGNS: Record<LastStep, string> = { listen: '①', apologise: '②', solve: '③', thank: '④' };
export const STEPS: readonly LastStep[] = ['listen', 'apologise', 'solve', 'thank'];

export function stretchesOf(timeline: readonly Entry[], peaks: Peaks | null, turns: readonly Utterance[], length_ms: number): Stretch[] {
  const of = (kind: Stretch['kind'], spans: readonly Span[]) => spans.map(({ start, end }) => ({ kind, start, end }));
  return [
    ...of('hold', holds(timeline, length_ms)),
    ...of('silence', silences(peaks, turns, length_ms)),
    ...of('overlap', overlaps(turns)),
    ...of('recording_pause', paused(timeline, length_ms)),
  ];
}

/** While the recording was stopped on purpose. */
function paused(timeline: readonly Entry[], length_ms: number): Span[] {
  const found: Span[] = [];
  let since: number | null = null;
  for (const { event, media_at } of timeline) {
    const type: string = event.type;
    if (type === 'recording_paused') since ??= media_at;
    if (type === 'recording_resumed' && since !== null) {
      found.push({ start: since, end: media_at });
      since = null;
    }
  }
  return since === null ? found : [...found, { start: since, end: Math.max(since, length_ms) }];
}

/** A promise as it stands on the axis. */
export interface Promised {
  key: string;
  at: number;
  what: string;
  quiet: boolean;
}

export function marksOf(promised: readonly Promised[], comments: readonly Comment[], last: LastFound | null): Mark[] {
  return [
    ...promised.map((one): Mark => ({ key: `p${one.key}`, kind: 'promise', at: one.at, sign: one.quiet ? '◇' : '◆', title: `${c.legend.promise} ${clock(one.at)}: ${one.what}`, quiet: one.quiet })),
    ...comments
      .filter((one) => one.reply_to === null)
      .map((one): Mark => ({ key: `c${one.id}`, kind: 'comment', at: one.span.start, sign: '✎', title: `${c.legend.comment} ${clock(one.span.start)}: ${one.text}`, quiet: one.resolved !== null })),
    ...(last?.found ?? [])
      .filter(({ credited }) => credited !== false)
      .map((one): Mark => ({ key: `s${one.step}${one.span.start}`, kind: 'step', at: one.span.start, sign: STEP_SIGNS[one.step], title: `${c.rail.step[one.step]} ${clock(one.span.start)}: ${one.words}`, quiet: false })),
  ];
}

/** How often each kind of stretch comes, for the legend. */
export function counts(stretches: readonly Stretch[]): { kind: Stretch['kind']; n: number }[] {
  return STRETCHES.map((kind) => ({ kind, n: stretches.filter((one) => one.kind === kind).length })).filter(({ n }) => n > 0);
}
