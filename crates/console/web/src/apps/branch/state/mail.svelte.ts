/** The outbox of this page: what waits, shown; sent when there is a line. */
import { branch } from '$lib/api/house';
import { Problem, csrfToken } from '$lib/api/http';
import { session } from '$lib/api/session.svelte';
import { asWav } from '$lib/sound/wav';
import { toasts } from '$lib/ui/toasts.svelte';
import { w } from '../words';
import { Outbox, othersOf, type Step, type Waiting, type Way } from './outbox';
import { DeviceShelf, SureShelf } from './shelf';

/** Without news from the browser a line is tried so often. */
const AGAIN_MS = 15_000;
const LATER = new Problem(401, 'somebody else is signed in');
const NOT_READ = [400, 415];

/**
 * Tabs of one device send one after the other, where the browser can tell them so. Where another one is at it, sound is left
 * to it: it may take minutes, and is looked at again.
 */
async function inTurn(way: Way, send: () => Promise<boolean>): Promise<boolean> {
  // Only pages that came over TLS, or from this machine, have locks; elsewhere the house sees to it that nothing is kept twice.
  if (!('locks' in navigator)) return send();
  return navigator.locks.request(`wasl.branch.mail.${way}`, { ifAvailable: way === 'sound' }, (lock) => (lock ? send() : true));
}

class Mail {
  items = $state.raw<readonly Waiting[]>([]);
  /** The device keeps nothing (a private window): visits are in this page's memory until they are sent. */
  broken = $state(false);
  sent = $state(0);
  #shelf = new SureShelf(new DeviceShelf(), (keeps) => (this.broken = !keeps));
  #outbox = new Outbox(this.#shelf, (step, item) => this.#send(step, item), (items) => this.#shown(items), (step, item) => this.#arrived(step, item));
  /** What was said of visits on their way: taken back when the house has them. */
  #said = new Map<string, number>();
  #who = '';

  /** Begins to look after what waits of this person; gives the way to stop. */
  attend(who: string): () => void {
    this.#who = who;
    const flush = () => void this.flush();
    flush();
    const timer = setInterval(flush, AGAIN_MS);
    // What only this page holds goes with it: the browser asks.
    const leaving = (event: BeforeUnloadEvent) => this.#shelf.held > 0 && event.preventDefault();
    window.addEventListener('online', flush);
    window.addEventListener('beforeunload', leaving);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', flush);
      window.removeEventListener('beforeunload', leaving);
    };
  }

  /** What waits of whoever is here. */
  get mine(): readonly Waiting[] {
    return this.items.filter((item) => item.by === this.#who);
  }

  /** Of whom else something waits at this device, and how much: nothing more is shown of it. */
  get others(): readonly { name: string; count: number }[] {
    return othersOf(this.items, this.#who);
  }

  async put(item: Omit<Waiting, 'by' | 'at' | 'done' | 'refused'>): Promise<void> {
    await this.#outbox.put({ ...item, by: this.#who, at: Date.now(), done: [], refused: null });
    this.#said.set(item.id, toasts.show(this.#shelf.held > 0 ? w.visit.held : w.visit.kept));
    void this.flush();
  }

  /** Mends what was refused and sends it again. */
  async mend(id: string, mended: Partial<Pick<Waiting, 'sound' | 'handOver' | 'callTo'>>): Promise<void> {
    await this.#outbox.change(id, (item) => ({ ...item, ...mended, refused: null }));
    void this.flush();
  }

  drop(id: string): Promise<void> {
    return this.#outbox.drop(id);
  }

  async flush(): Promise<void> {
    await this.#outbox.tell();
    if (this.mine.length === 0) return;
    // A page opened without a line does not know yet who is signed in, nor the token every change needs.
    if (!session.me || session.over) await session.look();
    if (!this.#isHere()) return;
    if (await inTurn('words', () => this.#outbox.go('words', this.#who))) await inTurn('sound', () => this.#outbox.go('sound', this.#who));
  }

  #isHere(): boolean {
    return !session.over && session.me?.name === this.#who;
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
    this.sent++;
    toasts.show(w.visit.saved);
  }

  /** In the name of who logged it, and of nobody else. */
  async #send(step: Step, item: Waiting): Promise<void> {
    const token = csrfToken();
    if (!this.#isHere()) throw LATER;
    try {
      if (step === 'visit') await branch.log(item.visit);
      else if (step === 'sound' && item.sound) await sendSound(item.id, item.sound);
      else if (step === 'handOver') await branch.callBack(item.id, item.handOver ?? '', item.callTo ?? null);
    } catch (why) {
      // Who is signed in, or with what, is another since: that is no answer to the visit.
      const status = why instanceof Problem ? why.status : 0;
      if (!this.#isHere() || (status === 403 && csrfToken() !== token)) throw LATER;
      throw why;
    }
  }
}

/** As it was recorded; a house that does not read that is given WAV. */
async function sendSound(visit: string, sound: Blob): Promise<void> {
  try {
    await branch.record(visit, sound);
  } catch (why) {
    if (!(why instanceof Problem && NOT_READ.includes(why.status)) || sound.type.startsWith('audio/wav')) throw why;
    const wav = await asWav(sound).catch(() => null);
    if (wav === null) throw why;
    await branch.record(visit, wav);
  }
}

export const mail = new Mail();
