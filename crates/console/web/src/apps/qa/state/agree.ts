/** Where phone and branch differ, by the names the house gives; what may be done with it. */
import type { Contact, Customer, FindingKind, FindingState, Id, OutreachOutcome, OutreachReport, OutreachState, Promised, Quote, Reason, SideEvidence, SilentShown, Span, Utterance, Verdict, Gap, CallSummary } from '$lib/api/wire';

export type { Calibration, FindingKind, FindingState, Gap, Gaps, OutreachOutcome, OutreachReport, Quote, Reason, SilentReason, Tally, Verdict } from '$lib/api/wire';

export const FINDING_KINDS = ['contradiction', 'broken_promise', 'mood_fall', 'rule_differs'] as const satisfies readonly FindingKind[];
export const FINDING_STATES = ['open', 'asked', 'answered', 'judged', 'closed'] as const satisfies readonly FindingState[];
export const VERDICTS = ['kept', 'partly_kept', 'contradicted', 'no_fault'] as const satisfies readonly Verdict[];
export const REASONS = ['not_told', 'system_down', 'over_promised', 'refused', 'did_not_come', 'agreed', 'other'] as const satisfies readonly Reason[];
export const SIDES = ['phone', 'branch'] as const;
export type SideName = (typeof SIDES)[number];
export type Evidence = SideEvidence;

export interface Said {
  text: string;
  by: string;
  at: number;
}

/** A difference and what was done with it. */
export interface Finding {
  id: Id;
  state: FindingState;
  customer: Id | null;
  branch: string | null;
  queue: string | null;
  call: Id | null;
  visit: Id | null;
  found_at: number;
  finding: {
    kind: FindingKind;
    topic: string;
    about: string;
    phone: Quote;
    branch: Quote;
    confidence: number;
    why_ar: string;
    why_en: string;
    promise: Id | null;
    /** What the answer book said on the day. */
    book: { entry: string; phone_right: boolean; branch_right: boolean } | null;
  };
  question: { branch: string; text: string; due: number; by: string; at: number } | null;
  answer: Said | null;
  verdict: { verdict: Verdict; reason: Reason; phone: Evidence; branch: Evidence; note: string | null; by: string; at: number } | null;
  lesson: Said | null;
}

export interface WholeFinding extends Finding {
  customer_known: Customer | null;
  call_known: CallSummary | null;
  /** What was said around the phone's quote. */
  lines: Utterance[];
  promise: Promised | null;
  touches: Contact[];
  history: { at: number; user: string; action: string; note: string | null }[];
}

/** Signs of a verdict; not yet judged is open. */
export const VERDICT_SIGNS: Record<Verdict, string> = { kept: '✓', partly_kept: '◐', contradicted: '✗', no_fault: '=' };
export const KIND_SIGNS: Record<FindingKind, string> = { contradiction: '≠', broken_promise: '✗', mood_fall: '▼', rule_differs: '§' };

/** A text before, in and after a stretch of its UTF-8 bytes; a place inside a letter takes the whole letter. */
export function parted(text: string, { start, end }: Span): [string, string, string] {
  const parts: [string, string, string] = ['', '', ''];
  let byte = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    parts[byte + size <= start ? 0 : byte < end ? 1 : 2] += letter;
    byte += size;
  }
  return parts;
}

/** What a verdict needs: what it is, why, and evidence of both sides or the word that nothing is recorded there. */
export interface Judging {
  verdict: Verdict | null;
  reason: Reason | null;
  phone: Evidence | null;
  branch: Evidence | null;
  note: string;
}

/** What is missing before a verdict can be given, in the order of the page. */
export function missing({ verdict, reason, phone, branch, note }: Judging): ('phone' | 'branch' | 'verdict' | 'reason' | 'note')[] {
  return [
    ...(phone ? [] : (['phone'] as const)),
    ...(branch ? [] : (['branch'] as const)),
    ...(verdict ? [] : (['verdict'] as const)),
    ...(reason ? [] : (['reason'] as const)),
    ...(reason === 'other' && note.trim() === '' ? (['note'] as const) : []),
  ];
}

export const OUTCOMES = ['glad', 'reached', 'no_answer', 'wrong_number', 'declined'] as const satisfies readonly OutreachOutcome[];
export const SILENT_STATES = ['open', 'assigned', 'closed'] as const satisfies readonly OutreachState[];
export type Silent = SilentShown;

export interface Executive {
  from: number;
  to: number;
  calls: {
    calls: number;
    reached_person_pct: number;
    left_better_pct: number;
    left_worse_pct: number;
    left_unhappy_pct: number;
    method: number | null;
    /** Listen, apologise, solve, thank. */
    steps_pct: [number, number, number, number];
    good_moment: Id | null;
  };
  promises: { made: number; kept: number; partly_kept: number; broken: number; open: number; lapsed: number; unconfirmed: number; kept_pct: number | null };
  consistency: {
    /** Contradictions, broken promises, falls of mood, different rules. */
    found: [number, number, number, number];
    contradicted: number;
    waiting: number;
    topics: Gap[];
    branches: Gap[];
    lessons: string[];
  };
  silent: { found: number; called: number; waiting: number; worth: OutreachReport | null };
}
