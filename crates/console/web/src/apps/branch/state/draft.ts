/** The visit being written, kept through a reload; and a refused one made a form again. */
import type { Waiting } from './outbox';
import type { Answer, VisitForm, Whose } from './visit';

// Signing out forgets everything under `wasl.draft.`.
const KEPT = 'wasl.draft.branch.visit';
/** An older draft is of another visit. */
const FRESH_MS = 2 * 3_600_000;

export const draft = {
  keep(form: VisitForm): void {
    try {
      localStorage.setItem(KEPT, JSON.stringify(form));
    } catch {
      // A full or private browser keeps no draft; the form itself goes on.
    }
  },
  /** What was begun for this person a little while ago. */
  of(whose: Whose): VisitForm | null {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as VisitForm | null;
      return kept && same(kept.whose, whose) && Date.now() - kept.at < FRESH_MS ? kept : null;
    } catch {
      return null;
    }
  },
  drop(): void {
    localStorage.removeItem(KEPT);
  },
  /** A visit the house did not take, to be completed under the same id. */
  from({ visit, handOver }: Waiting): VisitForm {
    const answers = Object.fromEntries(
      (visit.outcomes ?? []).map(({ promise, outcome, why }) => [promise, { outcome, why: why ?? '' } as Answer]),
    );
    return {
      id: visit.id,
      at: visit.at,
      whose: { customer: visit.customer ?? null, number: visit.number ?? null, name: visit.name ?? null },
      answers,
      reason: visit.reason ?? '',
      servedBy: visit.served_by ?? '',
      notes: visit.notes ?? '',
      left: visit.left ?? null,
      handOver: handOver !== null,
      handOverNote: handOver ?? '',
    };
  },
};

const same = (a: Whose, b: Whose): boolean =>
  a.customer === b.customer && (b.customer !== null || (b.number !== null && a.number === b.number));
