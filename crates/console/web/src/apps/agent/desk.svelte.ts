/** The agent's desk: what the house says, the phone, the call's file, joined. */
import { desk as house, intents } from '$lib/api/house';
import { session } from '$lib/api/session.svelte';
import type { AgentDay, DeskNow, IntentName } from '$lib/api/wire';
import { Events, type Line } from '$lib/events/events';
import type { Told } from '$lib/events/sequence';
import { speech } from '$lib/i18n/language.svelte';
import { attempt } from '$lib/ui/faults';
import { now } from '$lib/ui/now.svelte';
import { Attention } from './attention';
import { CallFile } from './file.svelte';
import { ledger } from './ledger.svelte';
import { Softphone } from './softphone.svelte';
import { bar, screen } from './state/screen';
import { holdPhone } from './tabs';

const SHIFT = 'wasl.shift';

class Desk {
  now = $state.raw<DeskNow | null>(null);
  problem = $state.raw<unknown>(null);
  line = $state<Line>('connecting');
  heard = $state(Date.now());
  /** `elsewhere`: another window has the phone. */
  shift = $state<'off' | 'on' | 'elsewhere'>('off');
  file = $state.raw<CallFile | null>(null);
  today = $state.raw<AgentDay | null>(null);
  intents = $state.raw<readonly IntentName[]>([]);
  readonly phone = new Softphone();
  readonly attention = new Attention();
  #events: Events | null = null;
  /** Calls that were wrapped up in this window. */
  #done = new Set<string>();
  #talked = new Set<string>();

  screen = $derived(screen(this.shift === 'on', this.now, this.phone.state));
  bar = $derived(bar(this.now, this.phone.state));
  /** The call at the desk, or the one that rings. */
  callId = $derived(this.now?.call?.id ?? (this.phone.state.call?.phase === 'ringing' ? this.phone.state.call.id : null));

  async open(): Promise<void> {
    try {
      this.now = await house.now();
    } catch (problem) {
      this.problem = problem;
      return;
    }
    void intents().then((list) => (this.intents = list), () => undefined);
    this.#events = new Events({
      topics: ['desk', 'partials', 'calls', 'notices'],
      onTold: (told) => this.#take(told),
      onLine: (line) => this.#follow(line),
      onSignedOut: () => location.assign('/?to=/agent'),
    });
    this.#events.start();
    if (sessionStorage.getItem(SHIFT) === 'on') await this.begin(false);
  }

  close(): void {
    this.#events?.stop();
  }

  /** Begins the shift in this window; `take` moves the phone here from another. */
  async begin(take: boolean): Promise<void> {
    const me = session.me;
    if (!me) return;
    const hold = await holdPhone(me.name, take, () => location.reload());
    if (hold === 'elsewhere') {
      this.shift = 'elsewhere';
      return;
    }
    const again = sessionStorage.getItem(SHIFT) === 'on' || take;
    sessionStorage.setItem(SHIFT, 'on');
    this.shift = 'on';
    await this.phone.open(me.name, me.display_name);
    if (!again) this.#readyWhenUp();
  }

  async end(): Promise<void> {
    // With a call on the line the house says no.
    if (!(await attempt(() => house.notReady('other')))) return;
    sessionStorage.removeItem(SHIFT);
    this.phone.close();
    this.shift = 'off';
  }

  nameOf(intent: string): string {
    return this.intents.find(({ id }) => id === intent)?.name[speech.language] ?? intent;
  }

  async loadToday(): Promise<void> {
    this.today = await house.today().catch(() => this.today);
  }

  /** Opens the file of the call at the desk. A file with something typed stays until another call comes. */
  openFile(id: string | null): void {
    if (id === null || this.file?.id === id || this.#done.has(id)) return;
    this.file = new CallFile(id);
    void this.file.load();
  }

  /** The call is wrapped up. */
  closeFile(id: string): void {
    this.#done.add(id);
    if (this.file?.id === id) this.file = null;
  }

  /** Once a second: what depends on the time passing. */
  tick(): void {
    this.file?.settle();
    this.phone.comeBack(this.now);
    if (this.line === 'live') this.heard = now.ms;
  }

  #readyWhenUp(): void {
    const stop = $effect.root(() => {
      $effect(() => {
        if (this.phone.state.line !== 'up') return;
        stop();
        void attempt(() => house.ready());
      });
    });
  }

  #follow(line: Line): void {
    const back = line === 'live' && this.line === 'lost';
    this.line = line;
    if (back) this.#catchUp();
  }

  /** What was told meanwhile is looked up. */
  #catchUp(): void {
    void this.file?.load();
    void ledger.load();
  }

  #take(told: Told): void {
    this.heard = now.ms;
    if (told.topic === 'desk') this.#show(told.desk);
    else if (told.topic === 'calls') this.file?.take(told.entry);
    else if (told.topic === 'notices') ledger.hear(told.notice);
    else if (told.topic === 'gap') this.#catchUp();
    else if (told.topic === 'partial' && told.call === this.file?.id) this.file.hear(told.partial);
  }

  #show(desk: DeskNow): void {
    this.now = desk;
    this.openFile(desk.call?.id ?? null);
    if (desk.call !== null && desk.call.phase !== 'ringing') this.#talked.add(desk.call.id);
    // A call that only rang leaves nothing to wrap up.
    if (desk.call === null && this.file !== null && !this.#talked.has(this.file.id)) this.file = null;
    if (desk.call === null || desk.call.phase === 'wrap_up') this.phone.forget();
  }
}

export const desk = new Desk();
