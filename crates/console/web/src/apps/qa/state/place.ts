/** Where the reader is, as the address says it: every list, page, call and moment has one. */
import type { Id } from '$lib/api/wire';

export const FILTERS = ['words', 'hangup', 'mood'] as const;
export type Filters = Partial<Record<(typeof FILTERS)[number], string>>;

export interface Place {
  /** The open call; without one it is the list. */
  call: Id | null;
  /** The moment of its sound, in milliseconds. */
  at: number | null;
  filters: Filters;
  /** The list goes on after this call. */
  after: Id | null;
}

export function placeOf(search: string): Place {
  const query = new URLSearchParams(search);
  const seconds = Number.parseFloat(query.get('t') ?? '');
  const filters = Object.fromEntries(FILTERS.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : []))) as Filters;
  return { call: query.get('call'), at: Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 1000)) : null, filters, after: query.get('after') };
}

/** The address of a place. A call keeps the list it was opened from, for the way back. */
export function address(place: Partial<Place>): string {
  const query = queryOf(place);
  if (place.call) query.set('call', place.call);
  if (place.call && place.at != null) query.set('t', String(Math.round(place.at / 100) / 10));
  const text = query.toString();
  return text === '' ? '/qa' : `/qa?${text}`;
}

/** What the house is asked for a list. */
export function queryOf({ filters = {}, after = null }: Partial<Place>): URLSearchParams {
  const query = new URLSearchParams(FILTERS.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])));
  if (after) query.set('after', after);
  return query;
}
