// What the caller's page shows, as data: told by the caller, the house and the line, and drawn by `view`.
import type { GuestNow, Mood, Support } from '$lib/api/wire';

/** Why the form is shown. */
export type FormWhy = 'chosen' | 'denied' | 'none' | 'insecure' | 'closed';
/** Why there is no call. */
export type FailedWhy = 'blocked' | 'line' | 'busy' | 'lost';

/**
 * Where the caller is.
 * start → asking → connecting → call → after → thanks; form → promised; failed from anywhere before `after`.
 */
export type Screen =
  | { at: 'start' }
  | { at: 'asking' }
  | { at: 'connecting' }
  | { at: 'call'; since: number }
  | { at: 'after' }
  | { at: 'thanks' }
  | { at: 'form'; why: FormWhy }
  | { at: 'promised'; number: string }
  | { at: 'failed'; why: FailedWhy };

export interface State {
  screen: Screen;
  /** The support line; `null` until known. */
  support: Support | null;
  /** How the call stands, as the house tells. */
  guest: GuestNow | null;
  muted: boolean;
  pad: boolean;
  /** Keys pressed in this call. */
  keys: string;
  mood: Mood | null;
  /** Something is on its way to the house. */
  sending: boolean;
  /** What the house did not take. */
  fault: 'not_sent' | 'too_many' | 'number' | null;
}

export const FIRST: State = {
  screen: { at: 'start' },
  support: null,
  guest: null,
  muted: false,
  pad: false,
  keys: '',
  mood: null,
  sending: false,
  fault: null,
};

export type News =
  | { is: 'support'; support: Support }
  | { is: 'call' }
  | { is: 'microphone'; given: true }
  | { is: 'microphone'; given: false; why: 'denied' | 'none' | 'insecure' }
  | { is: 'sound'; now: number }
  | { is: 'guest'; guest: GuestNow }
  | { is: 'over' }
  | { is: 'failed'; why: FailedWhy }
  | { is: 'mute' }
  | { is: 'pad' }
  | { is: 'key'; key: string }
  | { is: 'form' }
  | { is: 'sending' }
  | { is: 'refused'; fault: 'not_sent' | 'too_many' | 'number' }
  | { is: 'promised'; number: string }
  | { is: 'felt'; mood: Mood }
  | { is: 'thanks' }
  | { is: 'start' };

/** Is there a call, or one on its way. */
export function calling({ screen: { at } }: State): boolean {
  return at === 'asking' || at === 'connecting' || at === 'call';
}

/** The state after some news. News that comes too late changes nothing. */
export function after(state: State, news: News): State {
  const to = (screen: Screen): State => ({ ...state, screen, sending: false, fault: null });
  const { at } = state.screen;
  switch (news.is) {
    case 'support':
      return { ...state, support: news.support };
    case 'start':
      return { ...FIRST, support: state.support };
    case 'call':
      return calling(state) ? state : { ...FIRST, support: state.support, screen: { at: 'asking' } };
    case 'microphone':
      if (at !== 'asking') return state;
      return to(news.given ? { at: 'connecting' } : { at: 'form', why: news.why });
    case 'sound':
      return at === 'connecting' ? to({ at: 'call', since: news.now }) : state;
    case 'guest':
      return at === 'connecting' || at === 'call' || at === 'after' ? { ...state, guest: news.guest } : state;
    case 'over':
      return at === 'call' ? to({ at: 'after' }) : calling(state) ? to({ at: 'failed', why: 'lost' }) : state;
    case 'failed':
      return calling(state) ? to({ at: 'failed', why: news.why }) : state;
    case 'mute':
      return { ...state, muted: !state.muted };
    case 'pad':
      return { ...state, pad: !state.pad };
    case 'key':
      return at === 'call' ? { ...state, keys: (state.keys + news.key).slice(-20) } : state;
    case 'form':
      return calling(state) ? state : to({ at: 'form', why: state.support?.open === false ? 'closed' : 'chosen' });
    case 'sending':
      return { ...state, sending: true, fault: null };
    case 'refused':
      return { ...state, sending: false, fault: news.fault };
    case 'promised':
      return to({ at: 'promised', number: news.number });
    case 'felt':
      return { ...state, mood: news.mood, sending: false, fault: null };
    case 'thanks':
      return to({ at: 'thanks' });
  }
}

/** A number as typed, made ready to send; `null` when it cannot be one. */
export function phoneNumber(typed: string): string | null {
  const number = typed.replace(/[\s().\-\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').replace(/^00/, '+');
  return /^\+?\d{5,15}$/.test(number) ? number : null;
}
