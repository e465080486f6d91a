/** What was written on a scorecard and is not yet with the house; signing out forgets it. */
import type { Id } from '$lib/api/wire';
import type { Kept } from '../state/scorecard';

const name = (sheet: Id) => `wasl.draft.sheet.${sheet}`;

export function keep(sheet: Id, written: Kept): void {
  try {
    localStorage.setItem(name(sheet), JSON.stringify(written));
  } catch {
    // A full or private browser keeps no draft; the sheet itself is sent all the same.
  }
}

export function kept(sheet: Id): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(name(sheet)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

export function drop(sheet: Id): void {
  try {
    localStorage.removeItem(name(sheet));
  } catch {
    // What keeps nothing has nothing to drop.
  }
}
