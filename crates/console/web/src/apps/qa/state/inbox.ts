/** What waits for somebody, as rows of one list: where each leads, and since when it waits. */
import type { Id, Inbox, SheetNow } from '$lib/api/wire';
import type { Tab } from './place';

export const KINDS = ['toScore', 'disputes', 'mentions', 'aboutMe'] as const;
export type Kind = (typeof KINDS)[number];

export interface Waiting {
  key: string;
  kind: Kind;
  call: Id;
  /** Where in the call, in milliseconds. */
  ms: number | null;
  tab: Tab;
  agent: string | null;
  by: string | null;
  score: number | null;
  text: string | null;
  /** To be scored a second time, blindly. */
  second: boolean;
  since: number;
}

const nothing = { ms: null, agent: null, by: null, score: null, text: null, second: false } as const;

/** The lists in the order in which they are best worked off; within a list the longest waiting first, remarks newest first. */
export function waiting(inbox: Inbox, me: string): { kind: Kind; items: Waiting[] }[] {
  const toScore = inbox.to_score.map(
    (sample): Waiting => ({ ...nothing, key: `s${sample.call}`, kind: 'toScore', call: sample.call, tab: 'score', agent: sample.agent, second: sample.second === me, since: sample.drawn_at }),
  );
  const mentions = inbox.mentions.map(
    ({ id, call, span, author, text, made_at }): Waiting => ({ ...nothing, key: `m${id}`, kind: 'mentions', call, ms: span.start, tab: 'comments', by: author, text, since: made_at }),
  );
  const items: Record<Kind, Waiting[]> = {
    toScore: toScore.toSorted((a, b) => a.since - b.since),
    disputes: inbox.disputes.map((sheet) => ofSheet(sheet, 'disputes')).toSorted((a, b) => a.since - b.since),
    mentions,
    aboutMe: inbox.about_me.map((sheet) => ofSheet(sheet, 'aboutMe')).toSorted((a, b) => a.since - b.since),
  };
  return KINDS.map((kind) => ({ kind, items: items[kind] }));
}

/** A sheet with what was said about it last. */
function ofSheet({ id, call, score, sheet }: SheetNow, kind: Kind): Waiting {
  const last = sheet.history.at(-1);
  return { ...nothing, key: `${kind}${id}`, kind, call, tab: 'score', agent: kind === 'aboutMe' ? null : sheet.agent, by: sheet.author, score: score.score, text: last?.why ?? null, since: last?.at ?? 0 };
}
