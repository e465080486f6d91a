/** Silent customers given to this agent: whom to call, and what came of it. */
import { outreach as house } from '$lib/api/house';
import { session } from '$lib/api/session.svelte';
import type { OutreachOutcome, SilentShown } from '$lib/api/wire';
import { attempt } from '$lib/ui/faults';
import { toasts } from '$lib/ui/toasts.svelte';
import { w } from './words';

const AGAIN_MS = 60_000;

class Outreach {
  given = $state.raw<readonly SilentShown[]>([]);
  problem = $state.raw<unknown>(null);

  /** Looks now, and again and again; gives the way to stop. */
  attend(): () => void {
    void this.load();
    const timer = setInterval(() => void this.load(), AGAIN_MS);
    return () => clearInterval(timer);
  }

  async load(): Promise<void> {
    try {
      this.given = (await house.given(session.me?.name ?? '')).items;
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    }
  }

  async tell(one: SilentShown, outcome: OutreachOutcome, note: string): Promise<boolean> {
    const done = await attempt(() => house.tell(one.id, outcome, note));
    if (done) toasts.show(w.silent.saved);
    await this.load();
    return done;
  }
}

export const outreach = new Outreach();
