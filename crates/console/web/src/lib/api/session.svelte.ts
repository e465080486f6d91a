/** Who is signed in on this page. */
import { me as askMe, signOut as askSignOut } from './house';
import { Problem } from './http';
import type { Me } from './wire';

class Session {
  /** `undefined` until known, `null` when nobody is. */
  me = $state.raw<Me | null | undefined>(undefined);
  problem = $state.raw<Problem | null>(null);

  async look(): Promise<void> {
    this.problem = null;
    try {
      this.me = await askMe();
    } catch (problem) {
      if (problem instanceof Problem && problem.kind === 'signed_out') this.me = null;
      else this.problem = problem instanceof Problem ? problem : new Problem(0, String(problem));
    }
  }

  async leave(): Promise<void> {
    await askSignOut().catch(() => undefined);
    forgetPrivate();
    location.assign('/');
  }
}

/** What the next person at this browser is not to find: the shift, drafts (the house keeps them), the call. */
function forgetPrivate(): void {
  sessionStorage.clear();
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith('wasl.draft.') || key === 'wasl.phone.call') localStorage.removeItem(key);
  }
}

export const session = new Session();
