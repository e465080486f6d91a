/** The visit being written, kept through a reload; and a refused one made a form again. */
import type { Waiting } from './outbox';
import { isBegun, type Answer, type VisitForm, type Whose } from './visit';

// Signing out forgets everything under `wasl.draft.`.
const KEPT = 'wasl.draft.branch.visit';
/** An older draft is of another visit. */
const FRESH_MS = 2 * 3_600_000;

export const draft = {
  /** Keeps what this user wrote; a form with nothing in it is none, and leaves another one's draft alone. */
  keep(form: VisitForm, by: string): void {
    try {
      if (isBegun(form)) localStorage.setItem(KEPT, JSON.stringify({ ...form, by }));
      else if (draft.last(form.at, by)?.id === form.id) draft.drop();
    } catch {
      // A full or private browser keeps no draft; the form itself goes on.
    }
  },
  /** What was begun for this person a little while ago. */
  of(whose: Whose, now: number, by: string): VisitForm | null {
    const kept = draft.last(now, by);
    return kept && same(kept.whose, whose) ? kept : null;
  },
  /** What this user began a little while ago, whoever it was for. */
  last(now: number, by: string): VisitForm | null {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as (VisitForm & { by?: string }) | null;
      if (kept?.by !== undefined && kept.by !== by) return null;
      // A page of yesterday may have kept less.
      const { customer, number } = kept?.whose ?? {};
      return kept && now - kept.at < FRESH_MS ? { ...kept, isNew: kept.isNew ?? (!customer && !number), callTo: kept.callTo ?? '', nameConsent: kept.nameConsent ?? false } : null;
    } catch {
      return null;
    }
  },
  drop(): void {
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // What keeps nothing has nothing to drop.
    }
  },
  /** A visit the house did not take, to be completed under the same id; never later than now, however the device's clock stood. */
  from({ visit, handOver, callTo }: Waiting, now: number): VisitForm {
    const answers = Object.fromEntries(
      (visit.outcomes ?? []).map(({ promise, outcome, why }) => [promise, { outcome, why: why ?? '' } as Answer]),
    );
    return {
      id: visit.id,
      at: Math.min(visit.at, now),
      whose: { customer: visit.customer ?? null, number: visit.number ?? null, name: visit.name ?? null },
      isNew: !visit.customer && !visit.number,
      nameConsent: visit.name_consent ?? false,
      answers,
      reason: visit.reason ?? '',
      servedBy: visit.served_by ?? '',
      notes: visit.notes ?? '',
      left: visit.left ?? null,
      handOver: handOver !== null,
      handOverNote: handOver ?? '',
      callTo: callTo ?? '',
    };
  },
};

const same = (a: Whose, b: Whose): boolean =>
  a.customer === b.customer && (b.customer !== null || (b.number !== null && a.number === b.number));
