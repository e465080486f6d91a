/** What the review asks the house. */
import { ask, path } from '$lib/api/http';
import type { Id, Utterance } from '$lib/api/wire';
import type { CallPage, Entry, OneCall, Peaks } from './shapes';

export const calls = (query: URLSearchParams) => ask<CallPage>('GET', `/api/v1/calls?${query}`);

/** Everything of one call. */
export interface Story {
  call: OneCall;
  timeline: Entry[];
  turns: Utterance[];
  /** `null` when there is no recording. */
  peaks: Peaks | null;
}

export async function story(id: Id): Promise<Story> {
  const call = await ask<OneCall>('GET', path`/api/v1/calls/${id}`);
  const [timeline, turns, peaks] = await Promise.all([
    ask<{ items: Entry[] }>('GET', path`/api/v1/calls/${id}/timeline`),
    ask<{ items: Utterance[] }>('GET', path`/api/v1/calls/${id}/transcript`),
    call.recording === 'none' ? null : ask<Peaks>('GET', path`/api/v1/calls/${id}/peaks`).catch(() => null),
  ]);
  return { call, timeline: timeline.items, turns: turns.items, peaks };
}

export const recordingOf = (id: Id) => path`/api/v1/calls/${id}/recording`;
