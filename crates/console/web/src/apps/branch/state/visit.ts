/** A visit while it is written: what is missing, and what is sent. No DOM, no network. */
import type { Mood, PromiseOutcome, Promised, VisitWritten } from '$lib/api/wire';

export const OUTCOMES = ['kept', 'partly_kept', 'not_kept', 'not_raised'] as const satisfies readonly PromiseOutcome[];

export interface Answer {
  outcome: PromiseOutcome | null;
  why: string;
}

/** Whose visit it is: a customer, a caller nobody wrote down yet, or somebody new. */
export interface Whose {
  customer: string | null;
  number: string | null;
  name: string | null;
}

export interface VisitForm {
  /** Made here, once: however often it is sent, it is the same visit. */
  id: string;
  at: number;
  whose: Whose;
  answers: Record<string, Answer>;
  reason: string;
  servedBy: string;
  notes: string;
  left: Mood | null;
  /** The phone is to call them. */
  handOver: boolean;
  handOverNote: string;
}

export function begun(id: string, at: number, whose: Whose, promises: readonly Promised[], servedBy: string): VisitForm {
  const answers = Object.fromEntries(promises.map((promise) => [promise.id, { outcome: null, why: '' } as Answer]));
  return { id, at, whose, answers, reason: '', servedBy, notes: '', left: null, handOver: false, handOverNote: '' };
}

/** The same visit with an answer asked for every promise that is open now. */
export function joined(form: VisitForm, promises: readonly Promised[]): VisitForm {
  const answers = { ...form.answers };
  for (const { id } of promises) answers[id] ??= { outcome: null, why: '' };
  return { ...form, answers };
}

export const needsWhy = (outcome: PromiseOutcome | null): boolean => outcome === 'partly_kept' || outcome === 'not_kept';

export type Missing = { what: 'answer' | 'why'; promise: string } | { what: 'left' | 'who' };

/** What has to be said before the visit may be closed: silence is no answer, "nobody raised it" is one. */
export function missing(form: VisitForm): Missing[] {
  const gaps: Missing[] = [];
  const { customer, number, name } = form.whose;
  if (!customer && !number && !(name ?? '').trim()) gaps.push({ what: 'who' });
  for (const [promise, { outcome, why }] of Object.entries(form.answers)) {
    if (outcome === null) gaps.push({ what: 'answer', promise });
    else if (needsWhy(outcome) && why.trim() === '') gaps.push({ what: 'why', promise });
  }
  if (form.left === null) gaps.push({ what: 'left' });
  return gaps;
}

export function written(form: VisitForm): VisitWritten {
  const { customer, number, name } = form.whose;
  const maybe = (text: string | null) => (text ?? '').trim() || null;
  return {
    id: form.id,
    customer,
    number: customer ? null : maybe(number),
    name: customer ? null : maybe(name),
    at: form.at,
    reason: maybe(form.reason),
    served_by: maybe(form.servedBy),
    notes: form.notes.trim(),
    outcomes: Object.entries(form.answers).flatMap(([promise, { outcome, why }]) =>
      outcome === null ? [] : [{ promise, outcome, why: needsWhy(outcome) ? maybe(why) : null }],
    ),
    left: form.left,
  };
}
