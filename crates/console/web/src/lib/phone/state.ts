/** What a phone shows after each thing that happens to it: a pure function. */
import type { PhoneCall, PhoneFault, PhoneLine, PhoneState } from './phone';
import type { Flow, Quality } from './quality';

export type PhoneEvent =
  | { type: 'line'; line: PhoneLine }
  | { type: 'incoming'; id: string | null; resume: boolean; at: number }
  | { type: 'dialling'; at: number }
  | { type: 'answered'; at: number }
  | { type: 'flow'; flow: Flow; keypad: boolean; quality: Quality | null; at: number }
  | { type: 'muted'; muted: boolean }
  | { type: 'ended'; fault: PhoneFault | null };

export function next(state: PhoneState, event: PhoneEvent): PhoneState {
  const { call } = state;
  switch (event.type) {
    case 'line':
      return state.line === event.line ? state : { ...state, line: event.line };
    case 'incoming':
      // Somebody who is brought back stays muted if they were.
      return with_(state, {
        ...fresh('in', event.at),
        id: event.id,
        resume: event.resume,
        phase: 'ringing',
        muted: event.resume && (call?.muted ?? false),
      });
    case 'dialling':
      return with_(state, fresh('out', event.at));
    case 'answered':
      return call === null || !['dialling', 'ringing'].includes(call.phase)
        ? state
        : with_(state, { ...call, phase: 'connecting', since: event.at, fault: null });
    case 'flow':
      return call === null || call.phase === 'ended' ? state : with_(state, flowed(call, event));
    case 'muted':
      return call === null ? state : with_(state, { ...call, muted: event.muted });
    case 'ended':
      return call === null || call.phase === 'ended' ? state : with_(state, { ...call, phase: 'ended', keypad: false, fault: event.fault ?? unheard(call) });
  }
}

/** Why nobody was heard stays on the screen when the house gives the caller to somebody else for it. */
function unheard(call: PhoneCall): PhoneFault | null {
  return call.phase === 'connecting' ? call.fault : null;
}

function with_(state: PhoneState, call: PhoneCall): PhoneState {
  return { ...state, call };
}

function fresh(direction: 'in' | 'out', since: number): PhoneCall {
  return { direction, id: null, resume: false, phase: 'dialling', since, muted: false, keypad: false, quality: null, fault: null };
}

function flowed(call: PhoneCall, { flow, keypad, quality, at }: Extract<PhoneEvent, { type: 'flow' }>): PhoneCall {
  switch (flow) {
    case 'waiting':
      return call;
    case 'no_path':
    case 'no_sound':
      return { ...call, phase: 'connecting', fault: flow, keypad };
    case 'broken':
      return { ...call, phase: 'broken', since: call.phase === 'broken' ? call.since : at, keypad: false };
    case 'flowing':
      return { ...call, phase: 'talking', since: call.phase === 'talking' ? call.since : at, keypad, quality, fault: null };
  }
}
