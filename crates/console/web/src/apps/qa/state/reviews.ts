/** Reviews, forms and comments, by the names the house gives. */
import type { Id, LastStep, Mood, Span, Speaker } from '$lib/api/wire';

export const SHEET_STATES = ['draft', 'published', 'acknowledged', 'disputed', 'resolved'] as const;
export type SheetState = (typeof SHEET_STATES)[number];
export type SheetAction = 'publish' | 'acknowledge' | 'dispute' | 'resolve';
type Asked = SheetAction | 'edit';

/** A text in both languages. */
export interface InBoth {
  ar: string;
  en: string;
}

export interface Choice {
  id: string;
  words: InBoth;
  percent: number;
}

export interface Question {
  id: string;
  ask: InBoth;
  help: InBoth | null;
  weight: number;
  answer: { kind: 'yes_no' } | { kind: 'scale'; most: number } | { kind: 'choice'; options: Choice[] };
  /** Failed, it fails the whole call. */
  fatal: boolean;
  /** It may not apply. */
  may_skip: boolean;
}

/** A versioned form. */
export interface Form {
  id: string;
  version: number;
  title: InBoth;
  sections: { id: string; title: InBoth; questions: Question[] }[];
}

/** Words or a stretch of sound an answer rests on. */
export interface Proof {
  span: Span;
  utterance: Id | null;
  words: string | null;
}

export type Answer = { kind: 'yes'; yes: boolean } | { kind: 'points'; points: number } | { kind: 'chosen'; option: string } | { kind: 'skipped' };

/** The answer to one question. */
export interface Mark {
  answer: Answer;
  /** The machine only suggests. */
  by: 'machine' | 'person';
  suggested: Answer | null;
  evidence: Proof[];
  comment: string | null;
}

export type Marks = Record<string, Mark>;

/** A sheet as the house sends it. */
export interface SheetSent {
  id: Id;
  call: Id;
  score: { score: number | null; fatal_failed: string[] };
  /** What the asker may do now. */
  may: Asked[];
  sheet: {
    form: string;
    version: number;
    author: string;
    agent: string | null;
    blind: boolean;
    state: SheetState;
    marks: Marks;
    comment: string | null;
    history: { at: number; by: string; action: string; why: string | null }[];
  };
}

/** A sheet as the pages hold it. */
export interface Sheet {
  id: Id;
  call: Id;
  form: string;
  version: number;
  author: string;
  agent: string | null;
  blind: boolean;
  state: SheetState;
  marks: Marks;
  comment: string | null;
  /** 0 to 100. */
  score: number | null;
  fatal: string[];
  may: Asked[];
  history: Deed[];
}

export function sheetOf({ id, call, score, may, sheet }: SheetSent): Sheet {
  const history = sheet.history.map(({ at, by, action, why }) => ({ at, user: by, action, note: why }));
  const { form, version, author, agent, blind, state, marks, comment } = sheet;
  return { id, call, form, version, author, agent, blind, state, marks, comment, score: score.score, fatal: score.fatal_failed, may, history };
}

/** Who did what when. */
export interface Deed {
  at: number;
  user: string;
  action: string;
  note: string | null;
}

/** What the machine found of Listen, Apologise, Solve, Thank; what an older house leaves out is optional. */
export interface LastFound {
  found: { step: LastStep; span: Span; words: string; phrase: string; credited?: boolean }[];
  missing?: LastStep[];
  in_order: boolean;
  order_errors?: { early: LastStep; late: LastStep }[];
  listening?: {
    listened: boolean;
    interruptions: number;
    talked_over_ms: number;
    agent_ms: number;
    caller_ms: number;
    agent_share_pct: number | null;
    said_back: { span: Span; words: string }[];
    longest_silence_ms: number;
  };
  apologies?: { span: Span; words: string; action_ms: number | null; empty: boolean; repeated: boolean }[];
  apology_to_action_ms?: number | null;
  marks?: { kind: 'customer_mistaken' | 'abuse' | 'validated'; span: Span; words: string }[];
  score: number | null;
}

/** A promise the machine heard; a person confirms it. */
export interface HeardPromise {
  span: Span;
  by: Speaker;
  what: string;
  words?: string;
  due: number | null;
  branch?: string | null;
}

export interface Reviews {
  machine: { last: LastFound; promises?: HeardPromise[]; mood?: { start: Mood | null; end: Mood | null } } | null;
  sheets: Sheet[];
}

export type { Comment } from '$lib/api/wire';
