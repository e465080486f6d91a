/** The outbox of this page: what waits, shown; sent when there is a line. */
import { branch } from '$lib/api/house';
import { session } from '$lib/api/session.svelte';
import { toasts } from '$lib/ui/toasts.svelte';
import { w } from '../words';
import { Outbox, type Step, type Waiting } from './outbox';
import { DeviceShelf } from './shelf';

/** Without news from the browser a line is tried so often. */
const AGAIN_MS = 15_000;
/** Tabs of one device send one after the other, where the browser can tell them so. */
async function inTurn(send: () => Promise<void>): Promise<void> {
  // Only pages that came over TLS, or from this machine, have locks; elsewhere the house sees to it that nothing is kept twice.
  if ('locks' in navigator) await navigator.locks.request('wasl.branch.mail', send);
  else await send();
}

class Mail {
  items = $state.raw<readonly Waiting[]>([]);
  /** The device keeps nothing (a private window): visits can only be sent at once. */
  broken = $state(false);
  sent = $state(0);
  #outbox = new Outbox(new DeviceShelf(), (step, item) => this.#send(step, item), (items) => this.#shown(items), (step, item) => this.#arrived(step, item));
  /** What was said of visits on their way: taken back when the house has them. */
  #said = new Map<string, number>();
  #who = '';

  /** Begins to look after what waits of this person; gives the way to stop. */
  attend(who: string): () => void {
    this.#who = who;
    const flush = () => void this.flush();
    this.#outbox.tell().catch(() => (this.broken = true));
    flush();
    const timer = setInterval(flush, AGAIN_MS);
    window.addEventListener('online', flush);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', flush);
    };
  }

  /** What waits of whoever is here. */
  get mine(): readonly Waiting[] {
    return this.items.filter((item) => item.by === this.#who);
  }

  async put(item: Omit<Waiting, 'by' | 'at' | 'done' | 'refused'>): Promise<void> {
    await this.#outbox.put({ ...item, by: this.#who, at: Date.now(), done: [], refused: null });
    this.#said.set(item.id, toasts.show(w.visit.kept));
    void this.flush();
  }

  drop(id: string): Promise<void> {
    return this.#outbox.drop(id);
  }

  async flush(): Promise<void> {
    await this.#outbox.tell();
    if (this.mine.length === 0) return;
    // A page opened without a line does not know yet who is signed in, nor the token every change needs.
    if (!session.me) await session.look();
    if (session.me?.name !== this.#who) return;
    await inTurn(() => this.#outbox.flush(this.#who));
  }

  /** What went, from this tab or another, is among the visits of today. */
  #shown(items: readonly Waiting[]): void {
    if (this.items.some((item) => !items.some(({ id }) => id === item.id))) this.sent++;
    this.items = items;
  }

  /** Only now it is logged: a browser that believes in a line may have none. */
  #arrived(step: Step, { id }: Waiting): void {
    if (step !== 'visit') return;
    toasts.drop(this.#said.get(id) ?? 0);
    this.#said.delete(id);
    toasts.show(w.visit.saved);
  }

  async #send(step: Step, item: Waiting): Promise<void> {
    if (step === 'visit') await branch.log(item.visit);
    else if (step === 'sound' && item.sound) await branch.record(item.id, item.sound);
    else if (step === 'handOver') await branch.callBack(item.id, item.handOver ?? '');
  }
}

export const mail = new Mail();
