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
    location.assign('/');
  }
}

export const session = new Session();
