/** Who is at this device, remembered so that a page opened without a line knows in whose name it logs. */
import type { Me } from '$lib/api/wire';
import { houseZone, useZone } from '$lib/format/time';

export type Here = Pick<Me, 'name' | 'display_name' | 'role'> & { branch: string | null; /** Of the house, minutes east of UTC. */ zone?: number | null };

const KEPT = 'wasl.draft.branch.here';

export const here = {
  keep({ name, display_name, role, branch }: Me): Here {
    const who = { name, display_name, role, branch: branch ?? null, zone: houseZone() };
    try {
      localStorage.setItem(KEPT, JSON.stringify(who));
    } catch {
      // A full or private browser remembers nobody: without a line the page does not open.
    }
    return who;
  },
  last(): Here | null {
    try {
      const who = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Here | null;
      useZone(who?.zone ?? null);
      return who;
    } catch {
      return null;
    }
  },
};
