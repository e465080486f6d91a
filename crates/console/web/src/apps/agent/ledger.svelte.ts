/** What this agent has to see to: promises due, their other promises, and what the reader heard in their calls. */
import { promises as house } from '$lib/api/house';
import { names } from '$lib/api/names.svelte';
import { session } from '$lib/api/session.svelte';
import type { Notice, Promised } from '$lib/api/wire';
import { common } from '$lib/i18n/common';
import { besides, isOwn, soonest } from '$lib/promises';
import { attempt } from '$lib/ui/faults';
import { toasts } from '$lib/ui/toasts.svelte';
import { w } from './words';

/** Open promises shown that are not due yet. */
const MOST_LATER = 3;
/** Looked at to find those. */
const LOOKED_AT = 50;
/** The reader reads a call within seconds of its end. */
const READ_MS = 6_000;
const AGAIN_MS = 60_000;

class Ledger {
  /** `null` while loading. */
  due = $state.raw<readonly Promised[] | null>(null);
  later = $state.raw<readonly Promised[]>([]);
  suggested = $state.raw<readonly Promised[]>([]);
  problem = $state.raw<unknown>(null);
  /** Looks so far: what an earlier look found is not put over a later one's. */
  #looks = 0;

  /** Looks now, soon, and again and again; gives the way to stop. */
  attend(): () => void {
    const look = () => void this.load();
    look();
    const soon = setTimeout(look, READ_MS);
    const timer = setInterval(look, AGAIN_MS);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
    };
  }

  async load(): Promise<void> {
    const me = session.me?.name ?? '';
    const look = ++this.#looks;
    try {
      const [alerts, open, heard] = await Promise.all([house.alerts(), house.made('open', LOOKED_AT), house.made('suggested', LOOKED_AT)]);
      if (look !== this.#looks) return;
      // Who leads is told of everybody's.
      this.due = soonest(alerts.filter((promise) => isOwn(promise, me)));
      this.later = besides(open.items.filter(({ agent }) => agent === me), alerts).slice(0, MOST_LATER);
      this.suggested = heard.items.filter(({ agent, made_in }) => agent === me && made_in !== null);
      this.problem = null;
      names.learn([...this.due, ...this.later, ...this.suggested].map(({ customer }) => customer));
    } catch (problem) {
      if (look === this.#looks) this.problem = problem;
    }
  }

  /** Something was told: a promise of this agent comes due. */
  hear(notice: Notice): void {
    if (notice.kind !== 'promise_due' || !isOwn(notice.promise, session.me?.name ?? '')) return;
    toasts.show(w.ledger.told(notice.promise.callback ? w.ledger.callback : notice.promise.what || common.wordsGone));
    void this.load();
  }

  confirm(promise: Promised): Promise<boolean> {
    return this.#done(() => house.change(promise.id, { state: 'open' }), w.ledger.confirmed);
  }

  dismiss(promise: Promised): Promise<boolean> {
    return this.#done(() => house.dismiss(promise.id), w.ledger.dismissed);
  }

  kept(promise: Promised): Promise<boolean> {
    const undo = () => void this.#done(() => house.change(promise.id, { state: 'open' }), w.ledger.openAgain);
    return this.#done(() => house.change(promise.id, { state: 'kept' }), w.ledger.kept, undo);
  }

  move(promise: Promised, due_ms: number, why: string): Promise<boolean> {
    return this.#done(() => house.change(promise.id, { due_ms, why }), w.ledger.moved);
  }

  async #done(what: () => Promise<unknown>, told: string, undo?: () => void): Promise<boolean> {
    const done = await attempt(what);
    if (done) toasts.show(told, undo ? { undo } : {});
    // Also when the house said no: somebody else may have answered.
    await this.load();
    return done;
  }
}

export const ledger = new Ledger();
