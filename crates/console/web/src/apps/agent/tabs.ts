/** One window holds the phone. The lock is the browser's: it is free again when that window is gone. */

export type Hold = 'held' | 'elsewhere';

/**
 * Asks for the phone of an agent. `take` takes it away from the other window, which is told by `lost`.
 * Where there are no locks (no secure context) every window may have it.
 */
export function holdPhone(agent: string, take: boolean, lost: () => void): Promise<Hold> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (locks === undefined) return Promise.resolve('held');
  return new Promise((tell) => {
    const options: LockOptions = take ? { steal: true } : { ifAvailable: true };
    const held = locks.request(`wasl.phone.${agent}`, options, (lock) => {
      tell(lock === null ? 'elsewhere' : 'held');
      // Held until the window is gone, or another takes it.
      return lock === null ? undefined : new Promise<never>(() => undefined);
    });
    held.catch(lost);
  });
}
