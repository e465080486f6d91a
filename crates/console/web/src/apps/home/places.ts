/** Where a signed-in user may go, the likeliest first: a pure function of the role. */
import type { Me } from '$lib/api/wire';

export type Place = 'agent' | 'branch' | 'qa' | 'admin' | 'call';

const HREF: Record<Place, string> = { agent: '/agent', branch: '/branch', qa: '/qa', admin: '/admin', call: '/call' };

export function places(me: Pick<Me, 'role' | 'agent'>): readonly { place: Place; href: string }[] {
  const list: Place[] = [];
  if (me.agent) list.push('agent');
  if (['branch', 'supervisor', 'admin'].includes(me.role)) list.push('branch');
  if (me.role !== 'branch') list.push('qa');
  if (['supervisor', 'admin'].includes(me.role)) list.push('admin');
  list.push('call');
  return list.map((place) => ({ place, href: HREF[place] }));
}

/** The path to return to after signing in: only a path of this house, never another site's address. */
export function wayBack(search: string): string | null {
  const to = new URLSearchParams(search).get('to');
  return to !== null && /^\/[a-z]/.test(to) ? to : null;
}
