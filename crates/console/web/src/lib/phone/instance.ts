/** The name of this browser's phone: the same after a reload, so that a new flow replaces the old (RFC 5626). */
import { newId } from '../id';

const KEPT = 'wasl.phone.instance';

export function instanceId(): string {
  const kept = localStorage.getItem(KEPT);
  if (kept !== null && /^[0-9a-f-]{36}$/.test(kept)) return kept;
  const made = newId();
  localStorage.setItem(KEPT, made);
  return made;
}
