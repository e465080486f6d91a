/** Which screen the desk shows, and what the call bar says: pure. */
import type { CallPhase, DeskNow } from '$lib/api/wire';
import type { PhoneState } from '$lib/phone/phone';

/** `off`: the shift has not begun in this window. `wrap_up` may stand beside being ready for the next call. */
export type Screen = 'off' | 'idle' | 'ring' | 'call' | 'wrap_up';

const TALKING: readonly CallPhase[] = ['talking', 'held', 'lost', 'consulting', 'conference', 'calling_back'];

export function screen(shift: boolean, desk: DeskNow | null, phone: PhoneState): Screen {
  if (!shift) return 'off';
  const phase = desk?.call?.phase;
  const ringing = phone.call?.phase === 'ringing' && !phone.call.resume;
  if (phase !== undefined && TALKING.includes(phase)) return 'call';
  if (ringing || phase === 'ringing') return phone.call?.phase === 'connecting' || phone.call?.phase === 'talking' ? 'call' : 'ring';
  if (phase === 'wrap_up') return 'wrap_up';
  // The phone may know of the answer a moment before the house tells it.
  return phone.call !== null && ['connecting', 'talking', 'broken'].includes(phone.call.phase) ? 'call' : 'idle';
}

/** The state of the talk as one word for the bar; `connecting` until packets flow. */
export type Bar = 'connecting' | 'talking' | 'held' | 'lost' | 'consulting' | 'conference' | 'calling_back' | 'elsewhere';

export function bar(desk: DeskNow | null, phone: PhoneState): Bar {
  const phase = desk?.call?.phase;
  const sound = phone.call?.phase;
  if (sound === undefined || sound === 'ended') return phase === 'lost' ? 'lost' : 'elsewhere';
  if (sound === 'connecting' || sound === 'ringing') return 'connecting';
  if (sound === 'broken' || phase === 'lost') return 'lost';
  return phase === 'held' || phase === 'consulting' || phase === 'conference' || phase === 'calling_back' ? phase : 'talking';
}

/** What is remembered of the call this browser's phone is in, so that a reload finds it again. */
export type Mine = { call: string | null; left: string | null };

/**
 * Should the page ask to be brought back into the call: the house says we are in one, it was on this phone, we did not
 * end it, and the phone has no session for it or one whose path broke.
 */
export function wantsBack(desk: DeskNow | null, phone: PhoneState, mine: Mine): boolean {
  const call = desk?.call;
  if (!call || !TALKING.includes(call.phase) || call.id === mine.left || call.id !== mine.call) return false;
  if (phone.line !== 'up') return false;
  return phone.call === null || phone.call.phase === 'ended' || phone.call.phase === 'broken';
}
