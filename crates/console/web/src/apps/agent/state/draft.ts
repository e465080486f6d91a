/** What was typed and not yet sent: kept in the browser at once and in the house shortly after. The newer one wins. */
import type { Id, Outcome, PromiseKeeper } from '$lib/api/wire';

/** A promise being written; `date` as the date field holds it. */
export type PromiseDraft = { utterance: Id | null; what: string; keeper: PromiseKeeper; until: string; date: string; branch: string };
export type Draft = { at: number; note: string; outcome: Outcome | null; summary: string; touched: boolean; promise: PromiseDraft | null };

export function emptyDraft(): Draft {
  return { at: 0, note: '', outcome: null, summary: '', touched: false, promise: null };
}

/** A draft as it was kept; anything else is an empty one. */
export function draftOf(kept: unknown): Draft {
  if (typeof kept !== 'object' || kept === null) return emptyDraft();
  const { at, note, outcome, summary, touched, promise } = kept as Record<string, unknown>;
  return {
    at: typeof at === 'number' ? at : 0,
    note: text(note),
    outcome: typeof outcome === 'string' ? (outcome as Outcome) : null,
    summary: text(summary),
    touched: touched === true,
    promise: promiseOf(promise),
  };
}

function promiseOf(kept: unknown): PromiseDraft | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { utterance, what, keeper, until, date, branch } = kept as Record<string, unknown>;
  return {
    utterance: typeof utterance === 'string' ? utterance : null,
    what: text(what),
    keeper: keeper === 'phone' ? 'phone' : 'branch',
    until: text(until),
    date: text(date),
    branch: text(branch),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function newer(a: Draft, b: Draft): Draft {
  return b.at > a.at ? b : a;
}

export function isEmpty(draft: Draft): boolean {
  return draft.note === '' && draft.summary === '' && draft.outcome === null && draft.promise === null;
}

const key = (call: string) => `wasl.draft.${call}`;
/** Drop rule: drafts of this many calls are kept in the browser, the oldest go first. */
const MOST = 20;

export function localDraft(call: string): Draft {
  try {
    return draftOf(JSON.parse(localStorage.getItem(key(call)) ?? 'null'));
  } catch {
    return emptyDraft();
  }
}

export function keepLocal(call: string, draft: Draft): void {
  localStorage.setItem(key(call), JSON.stringify(draft));
  const kept = Object.keys(localStorage).filter((name) => name.startsWith('wasl.draft.'));
  if (kept.length <= MOST) return;
  const oldest = kept.map((name) => ({ name, at: localDraft(name.slice(key('').length)).at })).sort((a, b) => a.at - b.at);
  for (const { name } of oldest.slice(0, kept.length - MOST)) localStorage.removeItem(name);
}

export function dropLocal(call: string): void {
  localStorage.removeItem(key(call));
}
