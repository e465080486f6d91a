/** Where phone and branch differ, by the names the house gives; what may be done with it. */
import type { FindingKind, FindingState, KeptFinding, OutreachOutcome, OutreachState, Reason, SideEvidence, SilentShown, Span, Verdict } from '$lib/api/wire';

export type { Calibration, Executive, FindingKind, FindingState, Gap, Gaps, OutreachOutcome, OutreachReport, Quote, Reason, SilentReason, Tally, Verdict, WholeFinding } from '$lib/api/wire';

export const FINDING_KINDS = ['contradiction', 'broken_promise', 'mood_fall', 'rule_differs'] as const satisfies readonly FindingKind[];
export const FINDING_STATES = ['open', 'asked', 'answered', 'judged', 'closed'] as const satisfies readonly FindingState[];
export const VERDICTS = ['kept', 'partly_kept', 'contradicted', 'no_fault'] as const satisfies readonly Verdict[];
export const REASONS = ['not_told', 'system_down', 'over_promised', 'refused', 'did_not_come', 'agreed', 'other'] as const satisfies readonly Reason[];
export const SIDES = ['phone', 'branch'] as const;
export type SideName = (typeof SIDES)[number];
export type Evidence = SideEvidence;

export type Finding = KeptFinding;

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
