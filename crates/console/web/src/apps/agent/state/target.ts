/** Where a call may be sent: somebody of the directory, or a number as it was typed. */
import type { DirectoryEntry } from '$lib/api/wire';
import { asciiDigits } from '$lib/format/digits';

export type Target = { target: string; name: string; entry: DirectoryEntry | null };

/** A number or SIP address, if that is what was typed. */
export function typedTarget(query: string): string | null {
  const text = asciiDigits(query.trim());
  if (/^sips?:[^\s@]+@[^\s@]+$/i.test(text)) return text;
  const number = text.replace(/[\s()./-]/g, '');
  return /^\+?\d{2,15}$/.test(number) ? number : null;
}

/** What can be chosen for a query, in order; the number that was typed last. */
export function targets(query: string, found: readonly DirectoryEntry[]): Target[] {
  const typed = typedTarget(query);
  const list = found.map((entry) => ({ target: entry.target, name: entry.name, entry }));
  return typed === null ? list : [...list, { target: typed, name: typed, entry: null }];
}

/** Would somebody answer there now. */
export function free(entry: DirectoryEntry | null): boolean {
  return entry === null || (entry.kind === 'queue' ? entry.free_agents > 0 : entry.state === 'ready');
}
