/** The shelf of this device: IndexedDB, so that a reload, a dead battery or a lost line loses no visit. */
import { VISITS, openVisits } from '$lib/unsent';
import type { Shelf, Waiting } from './outbox';

export class DeviceShelf implements Shelf {
  #db: Promise<IDBDatabase> | null = null;

  all(): Promise<Waiting[]> {
    return this.#do('readonly', (store) => store.getAll() as IDBRequest<Waiting[]>);
  }

  async put(item: Waiting): Promise<void> {
    await this.#do('readwrite', (store) => store.put(item));
  }

  async drop(id: string): Promise<void> {
    await this.#do('readwrite', (store) => store.delete(id) as IDBRequest<unknown>);
  }

  async #do<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    try {
      this.#db ??= openVisits();
      const db = await this.#db;
      return await new Promise<T>((resolve, reject) => {
        const transaction = db.transaction(VISITS, mode, { durability: 'strict' });
        const asked = ask(transaction.objectStore(VISITS));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
      });
    } catch (why) {
      // Another time it is opened anew.
      this.#db = null;
      throw why;
    }
  }
}

/** A shelf that holds in memory what the device does not keep (a private window, a full disk): until the page is closed. */
export class SureShelf implements Shelf {
  #held = new Map<string, Waiting>();

  constructor(
    private readonly device: Shelf,
    /** The device keeps things, or does not. */
    private readonly told: (keeps: boolean) => void,
  ) {}

  /** How many are in memory only. */
  get held(): number {
    return this.#held.size;
  }

  async all(): Promise<Waiting[]> {
    const kept = await this.#try(() => this.device.all());
    return [...(kept ?? []).filter(({ id }) => !this.#held.has(id)), ...this.#held.values()];
  }

  async put(item: Waiting): Promise<void> {
    const kept = await this.#try(() => this.device.put(item).then(() => true));
    if (kept) this.#held.delete(item.id);
    else this.#held.set(item.id, item);
  }

  async drop(id: string): Promise<void> {
    const held = this.#held.delete(id);
    const dropped = await this.#try(() => this.device.drop(id).then(() => true));
    if (!dropped && !held) throw new Error('not dropped');
  }

  async #try<T>(what: () => Promise<T>): Promise<T | null> {
    try {
      const done = await what();
      this.told(true);
      return done;
    } catch {
      this.told(false);
      return null;
    }
  }
}
