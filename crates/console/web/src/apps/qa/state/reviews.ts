/** Reviews, forms and comments, by the names the house gives. */
import type { Id, MachineReview, QuestionMark, SheetNow, StaleSaid } from '$lib/api/wire';

export const SHEET_STATES = ['draft', 'published', 'acknowledged', 'disputed', 'resolved'] as const;
export type SheetState = (typeof SHEET_STATES)[number];
export type SheetAction = 'publish' | 'acknowledge' | 'dispute' | 'resolve';
type Asked = SheetAction | 'edit';

export type { Form, FormAnswer as Answer, FormQuestion as Question, MarkEvidence as Proof, QuestionMark as Mark, SheetNow } from '$lib/api/wire';
export type Marks = Record<string, QuestionMark>;

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

export function sheetOf({ id, call, score, may, sheet }: SheetNow): Sheet {
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

export interface Reviews {
  /** As the machine read it; `null` for whoever scores the call blindly. */
  machine: MachineReview | null;
  /** Answers given after the answer book had changed. */
  stale: readonly StaleSaid[];
  sheets: Sheet[];
}

export type { Comment, LastReview as LastFound, SuggestedPromise as HeardPromise } from '$lib/api/wire';
