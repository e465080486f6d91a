/** A phone in the page: what pages see of it. The only adapter is `jssip.ts`, loaded when a phone is opened. */
import type { Quality } from './quality';

/** `refused`: the house does not want this phone (signed out, wrong origin). */
export type PhoneLine = 'off' | 'connecting' | 'up' | 'lost' | 'refused';

/**
 * `connecting`: answered, but sound has not arrived yet. `talking`: packets flow. `broken`: they did and no longer do.
 */
export type PhonePhase = 'dialling' | 'ringing' | 'connecting' | 'talking' | 'broken' | 'ended';

/** `no_path`: no packet of ours reaches the house (UDP blocked). `no_sound`: connected, but nothing comes. */
export type PhoneFault = 'microphone_denied' | 'microphone_missing' | 'no_path' | 'no_sound' | 'refused' | 'unreachable';

/** One call on the phone; a new object whenever something changes. */
export type PhoneCall = {
  direction: 'in' | 'out';
  /** The house's id of the call (`X-Wasl-Call`), when it told one. */
  id: string | null;
  /** The house brings the agent back into a call (`X-Wasl-Resume`): answered without ringing. */
  resume: boolean;
  phase: PhonePhase;
  since: number;
  muted: boolean;
  /** Telephone events can be sent (RFC 4733): not before DTLS is up. */
  keypad: boolean;
  quality: Quality | null;
  fault: PhoneFault | null;
};

export type PhoneState = { line: PhoneLine; call: PhoneCall | null };

export interface Phone {
  readonly state: PhoneState;
  /** Tells every change, and the state of now at once; gives a way to stop. */
  watch(tell: (state: PhoneState) => void): () => void;
  /** Connects, and registers if the phone has somebody's address. */
  start(): void;
  /** Ends the call, unregisters, disconnects. */
  stop(): void;
  /** Calls an address; asks for the microphone first. */
  call(uri: string): Promise<void>;
  answer(): Promise<void>;
  decline(): void;
  hangUp(): void;
  mute(muted: boolean): void;
  /** Sends digits 0-9, * and # as telephone events. */
  sendDigits(digits: string): void;
  /** Changes the microphone, also during a call. */
  useMicrophone(device: string | null): Promise<void>;
  /** Changes where the call is heard. */
  useSpeaker(device: string | null): Promise<void>;
}

export type PhoneOptions = {
  /** Whose phone (`sip:USER@host` is registered); `null` is a guest that only calls. */
  user: string | null;
  /** A guest's ticket. */
  ticket?: string;
  displayName?: string;
};

/** Opens a phone; its SIP stack is loaded only now. */
export async function openPhone(options: PhoneOptions): Promise<Phone> {
  const { JsSipPhone } = await import('./jssip');
  return new JsSipPhone(options);
}
