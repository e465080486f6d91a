/** What the review asks the house. */
import { ask, path } from '$lib/api/http';
import type { FoundVisit, Id, Inbox, Plan, Promised, Rail, Sample, Sampling } from '$lib/api/wire';
import { sheetOf, type Comment, type Form, type Marks, type Reviews, type SheetAction, type SheetNow } from './reviews';
import { written } from './scorecard';
import type { CallMarks, CallPage, Entry, OneCall, Peaks, Turn, View } from './shapes';

/** Recorded visits in which words were said, by the filters of the list of calls. */
export const visitsFound = (query: URLSearchParams) => ask<{ items: FoundVisit[]; next: string | null }>('GET', `/api/v1/search/visits?${query}`);
export const calls = (query: URLSearchParams) => ask<CallPage>('GET', `/api/v1/calls?${query}`);

/** Everything of one call that cannot fail alone. */
export interface Story {
  call: OneCall;
  timeline: Entry[];
  turns: Turn[];
  /** `null` when there is no recording. */
  peaks: Peaks | null;
}

export async function story(id: Id): Promise<Story> {
  const [call, timeline, turns, peaks] = await Promise.all([
    ask<OneCall>('GET', path`/api/v1/calls/${id}`),
    ask<{ items: Entry[] }>('GET', path`/api/v1/calls/${id}/timeline`),
    ask<{ items: Turn[] }>('GET', path`/api/v1/calls/${id}/transcript`),
    ask<Peaks>('GET', path`/api/v1/calls/${id}/peaks`).catch(() => null),
  ]);
  return { call, timeline: timeline.items, turns: turns.items, peaks };
}

export const recordingOf = (id: Id) => path`/api/v1/calls/${id}/recording`;
/** The timeline, whole. */
export const storyOf = (id: Id) => path`/api/v1/calls/${id}/timeline`;
export const rail = (id: Id) => ask<Rail>('GET', path`/api/v1/calls/${id}/rail`);
export const promisesOf = async (id: Id) => (await ask<{ items: Promised[] }>('GET', path`/api/v1/promises?call=${id}`)).items;
export const confirmPromise = (id: Id) => ask<Promised>('PUT', path`/api/v1/promises/${id}`, { state: 'open', why: null });

export async function reviews(call: Id): Promise<Reviews> {
  const { machine, stale, sheets } = await ask<{ machine: Reviews['machine']; stale: Reviews['stale']; sheets: SheetNow[] }>('GET', path`/api/v1/calls/${call}/reviews`);
  return { machine, stale, sheets: sheets.map(sheetOf) };
}
/** The newest version of every form. */
export const forms = async () => listed(await ask<Form[] | { items: Form[] }>('GET', '/api/v1/forms'));
export const form = (id: string, version: number) => ask<Form>('GET', path`/api/v1/forms/${id}?version=${version}`);
export const beginSheet = async (call: Id, form: string, blind: boolean) =>
  sheetOf(await ask<SheetNow>('POST', path`/api/v1/calls/${call}/reviews`, { form, blind }));
export const keepSheet = async (call: Id, sheet: Id, marks: Marks, comment: string | null) =>
  sheetOf(await ask<SheetNow>('PUT', path`/api/v1/calls/${call}/reviews/${sheet}`, { marks: written(marks), comment }));
export const act = async (call: Id, sheet: Id, action: SheetAction, why: string | null) =>
  sheetOf(await ask<SheetNow>('POST', path`/api/v1/calls/${call}/reviews/${sheet}/${action}`, { why }));

export const comments = async (call: Id) => listed(await ask<Comment[] | { items: Comment[] }>('GET', path`/api/v1/calls/${call}/comments`));
export const addComment = (call: Id, start_ms: number, end_ms: number, text: string, reply_to: Id | null) =>
  ask<Comment>('POST', path`/api/v1/calls/${call}/comments`, { start_ms, end_ms, text, reply_to });
export const resolveComment = (call: Id, comment: Id, resolved: boolean) =>
  ask<Comment>('PUT', path`/api/v1/calls/${call}/comments/${comment}`, { resolved });
export const dropComment = (call: Id, comment: Id) => ask<void>('DELETE', path`/api/v1/calls/${call}/comments/${comment}`);

/** What stands beside each call of a list. */
export const marksOf = async (ids: readonly Id[]) => listed(await ask<CallMarks[] | { items: CallMarks[] }>('GET', path`/api/v1/reviews?calls=${ids.join(',')}`));

/** What waits for me. */
export const mine = () => ask<Inbox>('GET', '/api/v1/reviews/mine');
export const sampling = () => ask<Sampling>('GET', '/api/v1/sampling');
export const planSampling = (plan: Plan) => ask<Sampling>('PUT', '/api/v1/sampling', { plan });
export const drawSample = () => ask<Sampling>('POST', '/api/v1/sampling/draw');
export const assignSample = (call: Id, reviewer: string | null, second: string | null) => ask<Sample>('PUT', path`/api/v1/sampling/${call}`, { reviewer, second });

export const dismissPromise = (id: Id) => ask<void>('DELETE', path`/api/v1/promises/${id}`);

export const views = async () => listed(await ask<View[] | { items: View[] }>('GET', '/api/v1/views'));
export const keepView = (name: string, query: string, shared: boolean) => ask<View>('POST', '/api/v1/views', { name, query, shared });
export const dropView = (id: Id) => ask<void>('DELETE', path`/api/v1/views/${id}`);

function listed<T>(answer: T[] | { items: T[] }): T[] {
  return Array.isArray(answer) ? answer : answer.items;
}
