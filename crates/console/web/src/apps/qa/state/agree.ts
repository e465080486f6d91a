/** Where phone and branch differ, by the names the house gives; what may be done with it. */
import type { Contact, Customer, Id, Mood, Promised, Span, Speaker, Utterance } from '$lib/api/wire';
import type { CallSummary } from './shapes';

export const FINDING_KINDS = ['contradiction', 'broken_promise', 'mood_fall', 'rule_differs'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
export const FINDING_STATES = ['open', 'asked', 'answered', 'judged', 'closed'] as const;
export type FindingState = (typeof FINDING_STATES)[number];
export const VERDICTS = ['kept', 'partly_kept', 'contradicted', 'no_fault'] as const;
export type Verdict = (typeof VERDICTS)[number];
export const REASONS = ['not_told', 'system_down', 'over_promised', 'refused', 'did_not_come', 'agreed', 'other'] as const;
export type Reason = (typeof REASONS)[number];
export const SIDES = ['phone', 'branch'] as const;
export type SideName = (typeof SIDES)[number];

/** Words of one side. */
export interface Quote {
  channel: SideName;
  /** The call or the visit. */
  touch: Id;
  /** Nothing for what was written down. */
  speaker: Speaker | null;
  utterance: Id | null;
  span: Span | null;
  /** The turn or note, whole. */
  words: string;
  /** The bytes (UTF-8) of the words that say it. */
  part: Span;
}

export type Evidence = { kind: 'quote'; span: Span | null; words: string } | { kind: 'not_recorded' };

export interface Said {
  text: string;
  by: string;
  at: number;
}

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
  history: { at: number; by?: string; user?: string; action: string; note: string | null }[];
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

/** Somebody who left without a complaint. */
export const OUTCOMES = ['glad', 'reached', 'no_answer', 'wrong_number', 'declined'] as const;
export type OutreachOutcome = (typeof OUTCOMES)[number];
export const SILENT_STATES = ['open', 'assigned', 'closed'] as const;
export type SilentReason = 'callback_owed' | 'abandoned' | 'gave_up' | 'failed' | 'left_in_bad_mood' | 'promise_lapsed' | 'stopped_coming';

export interface Silent {
  id: Id;
  state: (typeof SILENT_STATES)[number];
  assigned: string | null;
  outcome: OutreachOutcome | 'came_back' | null;
  note: string | null;
  closed_at: number | null;
  back_at: number | null;
  mood_back: Mood | null;
  found: {
    number: string | null;
    reason: SilentReason;
    also: SilentReason[];
    since: number;
    call: Id | null;
    mood: Mood | null;
    urgency: number;
    why_ar: string;
    why_en: string;
  };
  name: string | null;
}

export interface Gap {
  key: string;
  findings: number;
  contradicted: number;
  kept: number;
  no_fault: number;
  waiting: number;
  lesson_at: number | null;
  /** Findings in a hundred meetings before the last lesson, and after it. */
  before: number | null;
  after: number | null;
}
export interface Gaps {
  by_topic: Gap[];
  by_branch: Gap[];
  by_queue: Gap[];
}

export interface Tally {
  people: number;
  reached: number;
  came_back: number;
}
export interface OutreachReport {
  called: Tally;
  held_out: Tally;
  gain: { points: number; low: number; high: number } | null;
}

export interface Calibration {
  form: string;
  version: number;
  calls: number;
  questions: { question: string; pairs: number; agreement?: number; agreed?: number; kappa: number | null }[];
}

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
