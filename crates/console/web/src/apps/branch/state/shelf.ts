/** The shelf of this device: IndexedDB, so that a reload, a dead battery or a lost line loses no visit. */
import type { Shelf, Waiting } from './outbox';

const NAME = 'wasl.branch';
const STORE = 'visits';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: 'id' });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('the device keeps nothing'));
  });
}

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
    this.#db ??= open();
    const db = await this.#db;
    return new Promise((resolve, reject) => {
      const transaction = db.transaction(STORE, mode, { durability: 'strict' });
      const asked = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
    });
  }
}
