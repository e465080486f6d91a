/** The phone in this window, and the thread that leads back into a call after a reload. */
import { askCall } from '$lib/api/house';
import type { DeskNow } from '$lib/api/wire';
import { type Phone, type PhoneState, openPhone } from '$lib/phone/phone';
import { showMicrophone } from './headset';
import { wantsBack } from './state/screen';

const MINE = 'wasl.phone.call';
/** The house is asked to bring us back at most this often. */
const AGAIN_MS = 4000;

export class Softphone {
  state = $state.raw<PhoneState>({ line: 'off', call: null });
  /** F2 was pressed before the INVITE came. */
  eager = $state<string | null>(null);
  #phone: Phone | null = null;
  #left: string | null = null;
  #asked = 0;

  get mine(): string | null {
    return localStorage.getItem(MINE);
  }

  async open(user: string, displayName: string): Promise<void> {
    if (this.#phone !== null) return;
    const phone = await openPhone({ user, displayName });
    this.#phone = phone;
    phone.watch((state) => this.#follow(state));
    phone.start();
  }

  close(): void {
    this.#phone?.stop();
    this.#phone = null;
    this.state = { line: 'off', call: null };
  }

  /** Answers what rings, or what is about to. */
  accept(call: string | null): void {
    if (this.state.call?.phase === 'ringing') void this.#phone?.answer();
    else this.eager = call;
  }

  decline(): void {
    this.#phone?.decline();
  }

  /** Ends our part; without a path to the far end the house is asked. */
  async hangUp(desk: DeskNow | null): Promise<void> {
    this.#left = desk?.call?.id ?? this.state.call?.id ?? null;
    const phase = this.state.call?.phase;
    if (phase === 'talking' || phase === 'connecting') this.#phone?.hangUp();
    else await askCall('hang-up');
  }

  toggleMute(): void {
    if (this.state.call !== null) this.#phone?.mute(!this.state.call.muted);
  }

  digits(digits: string): void {
    this.#phone?.sendDigits(digits);
  }

  async useMicrophone(device: string | null): Promise<void> {
    await this.#phone?.useMicrophone(device);
  }

  async useSpeaker(device: string | null): Promise<void> {
    await this.#phone?.useSpeaker(device);
  }

  /** Asks to be brought back into the call when that is wanted now. */
  comeBack(desk: DeskNow | null, now = Date.now()): void {
    if (now - this.#asked < AGAIN_MS || !wantsBack(desk, this.state, { call: this.mine, left: this.#left })) return;
    this.#asked = now;
    void askCall('reattach').catch(() => undefined);
  }

  /** Brings a call here that is on another phone of ours. */
  async moveHere(desk: DeskNow | null): Promise<void> {
    const call = desk?.call?.id;
    if (call === undefined) return;
    this.#asked = Date.now();
    await askCall('reattach');
    localStorage.setItem(MINE, call);
  }

  /** The house says no call is at the desk: nothing leads back any more. */
  forget(): void {
    localStorage.removeItem(MINE);
    this.eager = null;
  }

  #follow(state: PhoneState): void {
    const { call } = state;
    this.state = state;
    // A call we left may be offered to us again.
    if (call?.phase === 'ringing' && !call.resume && call.id === this.#left) this.#left = null;
    if (call?.phase === 'ringing' && !call.resume && this.eager !== null && (call.id === null || call.id === this.eager)) {
      this.eager = null;
      void this.#phone?.answer();
    }
    if (call?.id && ['connecting', 'talking'].includes(call.phase)) localStorage.setItem(MINE, call.id);
    showMicrophone(call !== null && call.phase === 'talking' && !call.muted);
  }
}
