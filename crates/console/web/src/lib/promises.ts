/** Whose a promise is to see to, and which come first: pure. The same as the house's ledger has it. */
import type { Id, Promised } from './api/wire';
import { fold } from './format/fold';

/** To be seen to by that user: given to them, or made by them and kept by the phone. */
export const isOwn = ({ owner, agent, keeper }: Promised, user: string): boolean => (owner === null ? keeper === 'phone' && agent === user : owner === user);

/** To be kept in that branch, in any spelling of it, and given to nobody. */
export const isOf = ({ owner, keeper, branch }: Promised, here: string): boolean => owner === null && keeper === 'branch' && branch !== null && proper(branch) === proper(here);

/** A branch's name without the word for what it names and without articles: «فرع العُليا» is «العليا». */
function proper(name: string): string {
  const words = fold(name).split(/\s+/).filter(Boolean);
  const own = words.filter((word) => !['فرع', 'الفرع', 'branch', 'the'].includes(word));
  return (own.length > 0 ? own : words).map((word) => (word.length > 4 ? word.replace(/^(وال|بال|فال|عال|لل|ال)/, '') : word)).join(' ');
}

/** Soonest due first, those without a day last. */
export const soonest = (promises: readonly Promised[]): Promised[] => promises.toSorted((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity));

/** Without those known from another list. */
export function besides(promises: readonly Promised[], known: readonly { id: Id }[]): Promised[] {
  const ids = new Set(known.map(({ id }) => id));
  return promises.filter(({ id }) => !ids.has(id));
}
