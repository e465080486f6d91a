/** Visits that wait on this device: where they lie, and whose they are. */

const NAME = 'wasl.branch';
export const VISITS = 'visits';

export function openVisits(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(VISITS, { keyPath: 'id' });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('the device keeps nothing'));
  });
}

/** How many visits of this user wait here; none where nothing can be kept. */
export async function unsent(user: string): Promise<number> {
  try {
    const db = await openVisits();
    const items = await new Promise<{ by: string }[]>((resolve, reject) => {
      const asked = db.transaction(VISITS).objectStore(VISITS).getAll() as IDBRequest<{ by: string }[]>;
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error('not read'));
    });
    db.close();
    return items.filter(({ by }) => by === user).length;
  } catch {
    return 0;
  }
}
