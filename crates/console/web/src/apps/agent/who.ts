/** How a caller is called: by name, else by number, else as somebody. */
import type { Person } from '$lib/api/wire';
import { w } from './words';

export type Who = { name: string; number: string | null; known: boolean };

export function who(person: Person | null, number: string | null): Who {
  const shown = number ?? person?.number ?? null;
  const name = person?.customer?.name ?? null;
  return { name: name ?? shown ?? w.somebody, number: shown, known: name !== null };
}
