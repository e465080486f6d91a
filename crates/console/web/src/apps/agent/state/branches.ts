/** Branches to choose from, and what is typed for them. */
import type { BranchNames } from '$lib/api/wire';

const plain = (name: string) => name.trim().toLocaleLowerCase('en');

/** The branch of that name, whichever of its names it is; what is unknown stays as it was typed. */
export function branchOf(typed: string, known: readonly BranchNames[]): string {
  const wanted = plain(typed);
  const found = known.find(({ id, names }) => [id, ...names].some((name) => plain(name) === wanted));
  return found?.id ?? typed.trim();
}

/** Its names beside the one that is kept, for the list. */
export const otherNames = ({ id, names }: BranchNames): string => names.filter((name) => name !== id).join(' · ');
