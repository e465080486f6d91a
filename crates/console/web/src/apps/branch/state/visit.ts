/** A visit while it is written: what is missing, and what is sent. No DOM, no network. */
import type { AtDesk, Mood, PromiseOutcome, Promised, VisitWritten } from '$lib/api/wire';

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
  /** Somebody new: name and number are typed here. */
  isNew: boolean;
  /** They agreed that the name is kept for the next time. */
  nameConsent: boolean;
  answers: Record<string, Answer>;
  reason: string;
  servedBy: string;
  notes: string;
  left: Mood | null;
  /** The phone is to call them. */
  handOver: boolean;
  handOverNote: string;
  /** Where, if the house knows no number. */
  callTo: string;
}

export function begun(id: string, at: number, whose: Whose, promises: readonly Promised[], servedBy: string): VisitForm {
  const answers = Object.fromEntries(promises.map((promise) => [promise.id, { outcome: null, why: '' } as Answer]));
  const isNew = whose.customer === null && whose.number === null;
  return { id, at, whose, isNew, nameConsent: false, answers, reason: '', servedBy, notes: '', left: null, handOver: false, handOverNote: '', callTo: '' };
}

/**
 * The same visit with an answer asked for every promise that is open now; `null` where they are not known. What was asked
 * of others is shown no more, so it goes; `sent` keeps whole answers that may have closed their promise on the way.
 */
export function joined(form: VisitForm, promises: readonly Promised[] | null, sent = false): VisitForm {
  const open = new Set((promises ?? []).map(({ id }) => id));
  const stays = ([id, answer]: [string, Answer]) => open.has(id) || ((sent || promises === null) && isWhole(answer));
  const answers = Object.fromEntries(Object.entries(form.answers).filter(stays));
  for (const id of open) answers[id] ??= { outcome: null, why: '' };
  return { ...form, answers };
}

/** Was anything written in it? A person who was only looked at is no visit begun. */
export function isBegun(form: VisitForm): boolean {
  const words = [form.notes, form.reason, form.handOverNote, form.callTo, ...(form.isNew ? [form.whose.name, form.whose.number] : [])];
  const answered = Object.values(form.answers).some(({ outcome }) => outcome !== null);
  return answered || form.left !== null || form.handOver || words.some((word) => (word ?? '').trim() !== '');
}

/** Does the house know where to call them? Without a line it may. */
export function reach(form: VisitForm, person: Pick<AtDesk, 'number' | 'customer'> | null): 'known' | 'none' | 'unsure' {
  if ((form.whose.number ?? '').trim() || person?.number || (person?.customer?.numbers.length ?? 0) > 0) return 'known';
  return person === null && form.whose.customer !== null ? 'unsure' : 'none';
}

export const needsWhy = (outcome: PromiseOutcome | null): boolean => outcome === 'partly_kept' || outcome === 'not_kept';

const isWhole = ({ outcome, why }: Answer): boolean => outcome !== null && (!needsWhy(outcome) || why.trim() !== '');

export type Missing = { what: 'answer' | 'why'; promise: string } | { what: 'left' | 'who' | 'callTo' };

/** What has to be said before the visit may be closed: silence is no answer, "nobody raised it" is one. */
export function missing(form: VisitForm, reached: ReturnType<typeof reach> = 'unsure'): Missing[] {
  const gaps: Missing[] = [];
  const { customer, number, name } = form.whose;
  if (!customer && !number && !(name ?? '').trim()) gaps.push({ what: 'who' });
  for (const [promise, { outcome, why }] of Object.entries(form.answers)) {
    if (outcome === null) gaps.push({ what: 'answer', promise });
    else if (needsWhy(outcome) && why.trim() === '') gaps.push({ what: 'why', promise });
  }
  if (form.left === null) gaps.push({ what: 'left' });
  if (form.handOver && reached === 'none' && form.callTo.trim() === '') gaps.push({ what: 'callTo' });
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
    name_consent: customer || !maybe(name) ? null : form.nameConsent,
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
