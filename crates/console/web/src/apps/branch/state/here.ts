/** Who is at this device, remembered so that a page opened without a line knows in whose name it logs. */
import type { Me } from '$lib/api/wire';

export type Here = Pick<Me, 'name' | 'display_name' | 'role'> & { branch: string | null };

const KEPT = 'wasl.draft.branch.here';

export const here = {
  keep({ name, display_name, role, branch }: Me): Here {
    const who = { name, display_name, role, branch: branch ?? null };
    localStorage.setItem(KEPT, JSON.stringify(who));
    return who;
  },
  last(): Here | null {
    try {
      return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Here | null;
    } catch {
      return null;
    }
  },
};
