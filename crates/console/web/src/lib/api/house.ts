/** Every request the pages make, one function each. Everything throws `Problem`. */
import { ask, path, useCsrf } from './http';
import { useZone } from '../format/time';
import type * as W from './wire';

const V1 = '/api/v1';

export async function me(): Promise<W.Me> {
  const me = await ask<W.Me>('GET', `${V1}/me`);
  useCsrf(me.csrf);
  useZone(me.zone_offset_min ?? null);
  return me;
}

export async function signIn(name: string, password: string): Promise<W.Me> {
  await ask('POST', `${V1}/session`, { name, password });
  return me();
}

export const signOut = () => ask<void>('DELETE', `${V1}/session`);
export const setupNeeded = () => ask<{ needed: boolean }>('GET', `${V1}/setup`);
export const setUp = (name: string, display_name: string, password: string) =>
  ask<void>('POST', `${V1}/setup`, { name, display_name, password });

/** The agent's own desk. */
export const desk = {
  now: () => ask<W.DeskNow>('GET', `${V1}/agents/me/desk`),
  ready: () => ask<void>('PUT', `${V1}/agents/me/state`, { state: 'ready' }),
  notReady: (reason: W.NotReadyReason) => ask<void>('PUT', `${V1}/agents/me/state`, { state: 'not_ready', reason }),
  moreWrapUp: () => ask<void>('POST', `${V1}/agents/me/wrap-up/more`),
  rest: () => ask<void>('POST', `${V1}/agents/me/rest`),
  today: () => ask<W.AgentDay>('GET', `${V1}/agents/me/today`),
  directory: (query: string) => ask<{ items: W.DirectoryEntry[] }>('GET', path`/api/v1/directory?query=${query}`),
};

/** What the agent asks of the call at the desk; the house does it, and tells the result by events. */
export type CallAsk = 'hold' | 'resume' | 'complete' | 'cancel' | 'join' | 'pause-recording' | 'resume-recording' | 'refuse-recording' | 'hang-up' | 'reattach' | 'abuse';
export const askCall = (what: CallAsk) => ask<void>('POST', `${V1}/agents/me/call/${what}`);
export const transfer = (target: string) => ask<void>('POST', `${V1}/agents/me/call/transfer`, { target });
export const consult = (target: string) => ask<void>('POST', `${V1}/agents/me/call/consult`, { target });

/** What belongs to one call. */
export const call = {
  person: (id: W.Id) => ask<W.Person>('GET', path`/api/v1/calls/${id}/person`),
  timeline: (id: W.Id) => ask<{ items: W.TimelineEntry[] }>('GET', path`/api/v1/calls/${id}/timeline`),
  transcript: (id: W.Id) => ask<{ items: W.Utterance[] }>('GET', path`/api/v1/calls/${id}/transcript`),
  rail: (id: W.Id) => ask<W.Rail>('GET', path`/api/v1/calls/${id}/rail`),
  note: (id: W.Id, text: string) => ask<void>('POST', path`/api/v1/calls/${id}/notes`, { text }),
  mood: (id: W.Id, mood: W.Mood, span: W.Span) =>
    ask<void>('POST', path`/api/v1/calls/${id}/mood`, { mood, start_ms: span.start, end_ms: span.end }),
  intent: (id: W.Id, intent: string | null) => ask<void>('POST', path`/api/v1/calls/${id}/intent`, { intent }),
  step: (id: W.Id, step: W.LastStep, done: boolean) => ask<void>('POST', path`/api/v1/calls/${id}/steps`, { step, done }),
  promise: (id: W.Id, promise: W.PromiseWritten) => ask<W.Promised>('POST', path`/api/v1/calls/${id}/promises`, promise),
  withdraw: (id: W.Id, promise: W.Id) => ask<void>('DELETE', path`/api/v1/calls/${id}/promises/${promise}`),
  wrapUp: (id: W.Id, outcome: W.Outcome, summary: string) =>
    ask<void>('PUT', path`/api/v1/calls/${id}/wrap-up`, { outcome, summary }),
  draft: (id: W.Id) => ask<object>('GET', path`/api/v1/calls/${id}/draft`),
  keepDraft: (id: W.Id, draft: object) => ask<void>('PUT', path`/api/v1/calls/${id}/draft`, draft),
  dropDraft: (id: W.Id) => ask<void>('DELETE', path`/api/v1/calls/${id}/draft`),
};

export const saveCustomer = ({ id, ...written }: W.Customer) => ask<W.Customer>('PUT', path`/api/v1/customers/${id}`, written);
export const addCustomer = (customer: W.CustomerWritten) => ask<W.Customer>('POST', `${V1}/customers`, customer);

/** What is known of customers, and their way through the house. */
export const customers = {
  find: (query: string, after: string | null) =>
    ask<{ items: W.Customer[]; next: string | null }>('GET', after === null ? path`/api/v1/customers?query=${query}` : path`/api/v1/customers?query=${query}&after=${after}`),
  profile: (id: W.Id) => ask<W.Profile>('GET', path`/api/v1/customers/${id}/profile`),
  journey: (id: W.Id) => ask<W.Journey>('GET', path`/api/v1/customers/${id}/journey`),
  keep: (id: W.Id, field: W.FieldWritten) => ask<W.Field>('PUT', path`/api/v1/customers/${id}/fields`, field),
  drop: (id: W.Id, kind: W.FieldKind, value: string) => ask<void>('POST', path`/api/v1/customers/${id}/fields/drop`, { kind, value }),
  merge: (id: W.Id, gone: W.Id) => ask<W.Merge>('POST', path`/api/v1/customers/${id}/merges`, { gone }),
  part: (id: W.Id, merge: W.Id) => ask<void>('DELETE', path`/api/v1/customers/${id}/merges/${merge}`),
  visits: (id: W.Id) => ask<{ items: W.VisitShown[] }>('GET', path`/api/v1/branch/visits?customer=${id}&limit=200`),
};

/** What was promised, and what became of it. */
export const promises = {
  /** What this agent promised, soonest due first. */
  made: (state: W.PromiseState, limit: number) => ask<{ items: W.Promised[] }>('GET', path`/api/v1/promises?state=${state}&limit=${limit}`),
  /** Due within a day or overdue, soonest first: mine, my branch's, or all for those who see to quality. */
  alerts: () => ask<W.Promised[]>('GET', `${V1}/promises/alerts`),
  change: (id: W.Id, changed: W.PromiseChanged) => ask<W.Promised>('PUT', path`/api/v1/promises/${id}`, changed),
  /** A suggestion that was no promise. */
  dismiss: (id: W.Id) => ask<void>('DELETE', path`/api/v1/promises/${id}`),
};
/** Silent customers as those see them who call them. */
export const outreach = {
  /** Given to that user and not called yet, most urgent first. */
  given: (user: string) => ask<{ items: W.SilentShown[] }>('GET', path`/api/v1/silent-customers?state=assigned&assigned=${user}`),
  tell: (id: W.Id, outcome: W.OutreachOutcome, note: string) => ask<W.SilentShown>('POST', path`/api/v1/silent-customers/${id}/outcome`, { outcome, note: note.trim() === '' ? null : note.trim() }),
};
/** The date a sentence names («يوم الأحد»), if it names one. */
export const due = (text: string) => ask<{ due_ms: number | null }>('POST', `${V1}/due`, { text });
/** Everybody who may sign in, for lists to choose from. */
export const people = () => ask<W.Colleague[]>('GET', `${V1}/people`);
/** The branches and what people call them. */
export const branches = () => ask<W.BranchNames[]>('GET', `${V1}/branches`);
export const intents = () => ask<W.IntentName[]>('GET', `${V1}/intents`);

/** The branch's desk. */
export const branch = {
  today: () => ask<W.Today>('GET', `${V1}/branch/today`),
  find: (q: string, also: string) =>
    ask<{ items: W.Found[] }>('GET', also === '' ? path`/api/v1/branch/find?q=${q}` : path`/api/v1/branch/find?q=${q}&also=${also}`),
  customer: (id: W.Id) => ask<W.AtDesk>('GET', path`/api/v1/branch/person?customer=${id}`),
  caller: (number: string) => ask<W.AtDesk>('GET', path`/api/v1/branch/person?number=${number}`),
  log: (visit: W.VisitWritten) => ask<W.VisitShown>('POST', `${V1}/branch/visits`, visit),
  record: (id: W.Id, sound: Blob) => ask<void>('PUT', path`/api/v1/branch/visits/${id}/recording?consent=true`, sound),
  /** Where no number is given, the house calls the customer's first. */
  callBack: (id: W.Id, note: string, number: string | null) => ask<W.VisitShown>('POST', path`/api/v1/branch/visits/${id}/callback`, { note, number }),
  /** Where the words of a promise are heard. */
  clip: (promise: W.Id) => path`/api/v1/promises/${promise}/clip`,
};

/** What a caller's page asks; no session. */
export const guest = {
  support: () => ask<W.Support>('GET', `${V1}/support`),
  enter: (language: W.Language) => ask<W.GuestTicket>('POST', `${V1}/guests`, { language, consent: true }),
  now: (ticket: string) => ask<W.GuestNow>('GET', path`/api/v1/guests/${ticket}`),
  callBack: (ticket: string, phone: string, name?: string, note?: string) =>
    ask<void>('POST', path`/api/v1/guests/${ticket}/callback`, { phone, name, note }),
  feeling: (ticket: string, mood: W.Mood, kept?: boolean) =>
    ask<void>('POST', path`/api/v1/guests/${ticket}/feeling`, { mood, kept }),
};

/** What the machine says. */
export const prompts = {
  all: () => ask<W.PromptNow[]>('GET', `${V1}/prompts`),
  /** Where a prompt's sound is; `version` tells a browser that it is another one. */
  sound: ({ id, language }: W.PromptNow, version: number) => `${path`/api/v1/prompts/${id}/${language}`}?v=${version}`,
  record: ({ id, language }: W.PromptNow, wav: Blob) => ask<W.PromptNow>('PUT', path`/api/v1/prompts/${id}/${language}`, wav),
  takeBack: ({ id, language }: W.PromptNow) => ask<W.PromptNow>('DELETE', path`/api/v1/prompts/${id}/${language}`),
};
