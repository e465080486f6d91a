/** The calls of the list a call was opened from, for going to the next without going back. */
import type { Id } from '$lib/api/wire';

class Neighbours {
  #ids: readonly Id[] = [];

  /** The list as it is shown. */
  keep(ids: readonly Id[]): void {
    this.#ids = ids;
  }

  of(id: Id): { last: Id | null; next: Id | null } {
    const at = this.#ids.indexOf(id);
    if (at < 0) return { last: null, next: null };
    return { last: this.#ids[at - 1] ?? null, next: this.#ids[at + 1] ?? null };
  }
}

export const neighbours = new Neighbours();
