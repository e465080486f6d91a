/** Names of customers, each looked up once: lists of the house often know only who somebody is, not how they are called. */
import { SvelteMap } from 'svelte/reactivity';
import { customers } from './house';
import type { Id } from './wire';

class Names {
  #known = new SvelteMap<Id, string | null>();
  #asked = new Set<Id>();

  /** The name as they like it; `null` while it is not known. */
  of(customer: Id | null): string | null {
    return customer === null ? null : (this.#known.get(customer) ?? null);
  }

  /** Looks up those not looked up yet; who cannot be looked up now is tried again another time. */
  learn(ids: readonly (Id | null)[]): void {
    for (const id of ids) {
      if (id === null || this.#asked.has(id)) continue;
      this.#asked.add(id);
      customers.profile(id).then(
        ({ customer }) => void this.#known.set(id, customer.name),
        () => void this.#asked.delete(id),
      );
    }
  }
}

export const names = new Names();
