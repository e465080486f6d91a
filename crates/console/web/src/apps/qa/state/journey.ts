/** A customer's way through the house as a picture: where every step stands, and where it leads. */
import type { Id, JourneyStep, Me, StepKind } from '$lib/api/wire';
import { height } from '$lib/ui/mood';
import type { Finding } from './agree';
import { judges, type Place } from './place';

export const CHANNELS = ['phone', 'web', 'ivr', 'callback', 'branch', 'promise'] as const;
export type Channel = (typeof CHANNELS)[number];

export function channelOf(kind: StepKind): Channel {
  switch (kind) {
    case 'phone':
    case 'abandoned':
      return 'phone';
    case 'web':
    case 'ivr':
    case 'callback':
      return kind;
    case 'visit':
      return 'branch';
    case 'promise_made':
    case 'promise_kept':
    case 'promise_partly_kept':
    case 'promise_broken':
      return 'promise';
  }
}
/** The channels somebody came by, in the order they are always named. */
export const channelsIn = (steps: readonly JourneyStep[]): Channel[] => CHANNELS.filter((one) => steps.some(({ kind }) => channelOf(kind) === one));

/** A step with its number in the whole journey, so that filters change no names. */
export interface Numbered extends JourneyStep {
  n: number;
  worst: boolean;
}
export const numbered = (steps: readonly JourneyStep[], worst: number | null): Numbered[] => steps.map((step, n) => ({ ...step, n, worst: n === worst }));

export interface Point {
  /** The middle of its column. */
  x: number;
  /** From the top; where nobody saw the mood, that of the step before. */
  y: number;
  felt: boolean;
}

/** Columns of one width: a quiet year is no longer than a loud day. */
export function points(steps: readonly JourneyStep[], wide: number, tall: number, edge: number): Point[] {
  let last = 0;
  return steps.map(({ mood }, at) => {
    if (mood) last = height[mood.mood];
    return { x: wide * (at + 0.5), y: edge + ((1 - last) / 2) * (tall - 2 * edge), felt: mood !== null };
  });
}

/** Which column the arrow keys go to; `null` for other keys. */
export function arrow(key: string, at: number, count: number, rtl: boolean): number | null {
  const by = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1, Home: -count, End: count }[key];
  return by === undefined ? null : Math.min(Math.max(at + by, 0), count - 1);
}

/** Where a step is looked at: the call, at its promises where it is one. An agent reads their own calls, a branch none. */
export function placeOfStep({ call, promise, agent }: JourneyStep, me: Pick<Me, 'name' | 'role'> | null | undefined): Partial<Place> | null {
  const may = judges(me?.role) || (me?.role === 'agent' && agent === me.name);
  if (call === null || !may) return null;
  return { page: 'calls', id: call, tab: promise === null ? null : 'promises' };
}

/** Differences of phone and branch that were found in a step. */
export const findingsOf = ({ call, visit, promise }: JourneyStep, findings: readonly Finding[]): Finding[] =>
  findings.filter((one) => {
    if (promise !== null) return one.finding.promise === promise;
    return (visit !== null && one.visit === visit) || (visit === null && call !== null && one.call === call);
  });

/** Those that are about this person; the house cannot be asked for them alone. */
export const about = (findings: readonly Finding[], customer: Id, steps: readonly JourneyStep[]): Finding[] =>
  findings.filter((one) => one.customer === customer || (one.call !== null && steps.some(({ call }) => call === one.call)));
