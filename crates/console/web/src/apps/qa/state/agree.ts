/** Where phone and branch differ, by the names the house gives; what may be done with it. */
import type { FindingKind, FindingState, KeptFinding, Mood, OutreachState, Reason, SideEvidence, SilentShown, Span, Verdict, WholeFinding } from '$lib/api/wire';

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

/** Something one side can bring as evidence; never without words. */
export interface Offer {
  of: 'quote' | 'answer' | 'why' | 'notes' | 'mood';
  evidence: Extract<Evidence, { kind: 'quote' }>;
}

/**
 * What can be evidence of a side: the quote, and the branch's answer. Where the quote has no words, as of a visit of which
 * only the mood was written down, whatever else is written there; `feels` says how they left.
 */
export function offers(name: SideName, { finding, answer, visit_known, call_known }: Pick<WholeFinding, 'finding' | 'answer' | 'visit_known' | 'call_known'>, feels: (mood: Mood) => string): Offer[] {
  const said = (of: Offer['of'], words: string | null | undefined, span: Span | null = null): Offer[] => ((words ?? '').trim() === '' ? [] : [{ of, evidence: { kind: 'quote', span, words: words ?? '' } }]);
  const branch = name === 'branch';
  const quote = said('quote', finding[name].words, finding[name].span);
  const asked = branch ? said('answer', answer?.text) : [];
  if (quote.length > 0) return [...quote, ...asked];
  const visit = branch ? visit_known : null;
  const reasons = (visit?.outcomes ?? []).filter(({ promise }) => finding.promise === null || promise === finding.promise).flatMap(({ why }) => said('why', why));
  const left = branch ? visit?.left : call_known?.mood_last;
  return [...asked, ...reasons, ...said('notes', visit?.notes), ...(left ? said('mood', feels(left)) : [])];
}

/** When one side was, and how they left: of the finding's own call and its own visit, never of another one. */
export function meeting(name: SideName, { call_known, visit_known }: Pick<WholeFinding, 'call_known' | 'visit_known'>): { at: number; left: Mood | null } | null {
  if (name === 'phone') return call_known ? { at: call_known.began, left: call_known.mood_last } : null;
  return visit_known ? { at: visit_known.at, left: visit_known.left } : null;
}

export { MOST_UNANSWERED, OUTCOMES } from '$lib/outreach';
export const SILENT_STATES = ['open', 'assigned', 'closed'] as const satisfies readonly OutreachState[];
export type Silent = SilentShown;
