/** Who is signed in on this page. */
import { me as askMe, signOut as askSignOut } from './house';
import { Problem, csrfToken, useRenewal } from './http';
import type { Me } from './wire';

class Session {
  /** `undefined` until known, `null` when nobody was; whoever was known stays, also when their session is over. */
  me = $state.raw<Me | null | undefined>(undefined);
  /** The house does not know this page any more: the session ran out, or somebody signed out beside it. */
  over = $state(false);
  /** Why it is not known who is here. */
  problem = $state.raw<Problem | null>(null);

  #renewing: Promise<boolean> | null = null;

  constructor() {
    useRenewal(() => (this.#renewing ??= this.#renew().finally(() => (this.#renewing = null))));
  }

  async look(): Promise<void> {
    this.problem = null;
    try {
      const me = await askMe();
      // The same is not told as something new.
      if (JSON.stringify(me) !== JSON.stringify(this.me)) this.me = me;
      this.over = false;
    } catch (problem) {
      const why = problem instanceof Problem ? problem : new Problem(0, String(problem));
      if (why.kind !== 'signed_out') this.problem = this.me ? null : why;
      else if (this.me) this.over = true;
      else this.me = null;
    }
  }

  /** Who was refused looks again: signed out and in again elsewhere, the same user has another token. */
  async #renew(): Promise<boolean> {
    const [name, token] = [this.me?.name, csrfToken()];
    if (name === undefined) return false;
    await this.look();
    return !this.over && this.me?.name === name && csrfToken() !== token;
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
