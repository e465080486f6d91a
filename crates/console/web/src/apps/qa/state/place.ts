/** Where the reader is, as the address says it: every list, page, tab, call and moment has one. */
import type { Id, Role } from '$lib/api/wire';

export const PAGES = ['calls', 'mine', 'sampling', 'promises', 'consistency', 'customers', 'silent', 'reports', 'executive', 'access'] as const;
export type PageName = (typeof PAGES)[number];
/** Reports that are pages of their own, under that of the reports. */
const REPORTS: readonly PageName[] = ['executive', 'access'];
export const TABS = ['score', 'promises', 'comments', 'details', 'history'] as const;
export type Tab = (typeof TABS)[number];

/** What lists are narrowed by; the house reads the same names. */
export const FILTERS = [
  'words', 'speaker', 'agent', 'queue', 'intent', 'branch', 'language', 'mood_first', 'mood_end', 'promise', 'review', 'score_max', 'hangup',
  'silence_ms', 'overlap_ms', 'hold_ms', 'since', 'until', 'state', 'kind', 'days', 'customer', 'keeper', 'owner', 'due_from', 'due_before',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterName, string>>;

export interface Place {
  page: PageName;
  /** What is open on that page: a call, a finding, a customer. */
  id: Id | null;
  /** The moment of a call's sound, in milliseconds. */
  at: number | null;
  tab: Tab | null;
  filters: Filters;
  /** The list goes on after this one. */
  after: string | null;
}

const NOWHERE: Place = { page: 'calls', id: null, at: null, tab: null, filters: {}, after: null };

export function placeOf(path: string, search: string): Place {
  const query = new URLSearchParams(search);
  const [first = '', second = ''] = path.replace(/^\/qa\/?/, '').split('/').map(decoded);
  const seconds = Number.parseFloat(query.get('t') ?? '');
  const report = first === 'reports' ? REPORTS.find((name) => name === second) : undefined;
  const page = report ?? PAGES.find((name) => name === first && !REPORTS.includes(name)) ?? 'calls';
  const opened = report ? '' : second;
  return {
    page,
    // Links of the first console named the call in the query.
    id: opened || (page === 'calls' ? query.get('call') : null) || null,
    at: Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 1000)) : null,
    tab: TABS.find((tab) => tab === query.get('tab')) ?? null,
    filters: Object.fromEntries(FILTERS.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : []))) as Filters,
    after: query.get('after'),
  };
}

/** A call keeps the list it was opened from in its address, for the way back. */
export function address(place: Partial<Place>): string {
  const { page, id, at, tab } = { ...NOWHERE, ...place };
  const query = queryOf(place);
  if (id && at != null) query.set('t', String(Math.round(at / 100) / 10));
  if (id && tab) query.set('tab', tab);
  const bare = page === 'calls' && !id ? '/qa' : REPORTS.includes(page) ? `/qa/reports/${page}` : `/qa/${page}${id ? `/${encodeURIComponent(id)}` : ''}`;
  const text = query.toString();
  return text === '' ? bare : `${bare}?${text}`;
}

/** What the house is asked for a list. */
export function queryOf({ filters = {}, after = null }: Partial<Place>): URLSearchParams {
  const query = new URLSearchParams(FILTERS.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])));
  if (after) query.set('after', after);
  return query;
}

/** The same filters with some changed; an empty value takes one away. */
export function changed(filters: Filters, by: Filters): Filters {
  return Object.fromEntries(Object.entries({ ...filters, ...by }).filter(([, value]) => value)) as Filters;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Which pages somebody has: an agent reads their own calls, a branch what it promised and was asked, reviewers look after all; people are everybody's. */
export function placesOf(role: Role | undefined): readonly PageName[] {
  if (role === 'agent') return ['calls', 'mine', 'customers'];
  return role === 'branch' ? ['consistency', 'promises', 'customers'] : ['calls', 'mine', 'sampling', 'promises', 'consistency', 'customers', 'silent', 'reports'];
}

/** The page of the bar under which a page is. */
export const barOf = (page: PageName): PageName => (REPORTS.includes(page) ? 'reports' : page);

/** Those who judge calls: the others read what was judged of their own. */
export const judges = (role: Role | undefined): boolean => role === 'qa' || role === 'supervisor' || role === 'admin';

/** Those who write down what is known of a person; reviewers read it. */
export const writesPeople = (role: Role | undefined): boolean => role !== undefined && role !== 'qa';
