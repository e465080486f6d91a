/** The ledger of promises: how each stands, who sees to it, and what the house is asked for a list. Pure. */
import type { PromiseCounts, Promised } from '$lib/api/wire';
import type { Filters } from './place';

/** How promises stand, those first that somebody has to see to. */
export const STANDS = ['overdue', 'open', 'suggested', 'kept', 'partly_kept', 'broken'] as const;
export type Stand = (typeof STANDS)[number];

export const SIGNS: Record<Stand, string> = { overdue: '⚑', open: '○', suggested: '◇', kept: '✓', partly_kept: '◐', broken: '✗' };

/** Open and over its day is overdue. */
export function standOf({ state, due }: Pick<Promised, 'state' | 'due'>, now_ms: number): Stand {
  return state === 'open' && due !== null && due < now_ms ? 'overdue' : state;
}

/** The parts of the picture, in their order; what is none is left out. */
export function partsOf(counts: PromiseCounts): { stand: Stand; n: number }[] {
  return STANDS.map((stand) => ({ stand, n: counts[stand] })).filter(({ n }) => n > 0);
}

/** Of a hundred promises that came to an end, so many were kept whole; `null` while none did. */
export function keptOf({ kept, partly_kept, broken }: PromiseCounts): number | null {
  const ended = kept + partly_kept + broken;
  return ended === 0 ? null : Math.round((100 * kept) / ended);
}

/** What narrows the ledger; the house reads the same names. */
export const OF_LEDGER = ['branch', 'agent', 'owner', 'keeper', 'customer', 'due_from', 'due_before'] as const;
export type LedgerFilter = (typeof OF_LEDGER)[number];

/** The stand the address names, if it is one. */
export const standIn = ({ state }: Filters): Stand | null => STANDS.find((stand) => stand === state) ?? null;

/** What the house is asked; overdue is what is open and late. */
export function askedOf(filters: Filters, after: string | null = null): URLSearchParams {
  const query = narrowedBy(filters);
  const stand = standIn(filters);
  if (stand === 'overdue' || stand === 'open') {
    query.set('state', 'open');
    query.set('overdue', String(stand === 'overdue'));
  } else if (stand !== null) query.set('state', stand);
  if (after !== null) query.set('after', after);
  return query;
}

/** The same for the counts, which are of every stand. */
export const narrowedBy = (filters: Filters): URLSearchParams => new URLSearchParams(OF_LEDGER.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])));

/** Who sees to it: who it was given to; the agent who made it, where the phone keeps it; a branch; or nobody by name. */
export type Seer = { kind: 'user'; name: string } | { kind: 'branch'; name: string } | { kind: 'phone' | 'branches' };

export function seerOf({ owner, keeper, agent, branch }: Pick<Promised, 'owner' | 'keeper' | 'agent' | 'branch'>): Seer {
  if (owner !== null) return { kind: 'user', name: owner };
  if (keeper === 'phone') return agent === null ? { kind: 'phone' } : { kind: 'user', name: agent };
  return branch === null ? { kind: 'branches' } : { kind: 'branch', name: branch };
}
