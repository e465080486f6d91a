// The caller's line: SIP over the house's WebSocket, sound over WebRTC. Loaded when the caller presses, not before.
import JsSIP from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';

/** Sound has to come within this time after the answer. */
const SOUND_MS = 7_000;
/** And the answer within this time. */
const ANSWER_MS = 20_000;
/** A path that is gone for so long does not come back. */
const GONE_MS = 12_000;
/** A goodbye that cannot be said within this time is not said. */
const GOODBYE_MS = 15_000;
/** How often the line is looked at. */
const LOOK_MS = 250;
/** Candidates that come later than this after the first are not waited for. */
const GATHER_MS = 300;

export interface LineEvents {
  /** The far end is heard. */
  sound(): void;
  /** The call is over, by either side. */
  over(): void;
  /** It could not be made, or it broke. */
  failed(why: 'blocked' | 'line' | 'busy' | 'lost'): void;
}

/** One call. */
export class Line {
  readonly #ua: JsSIP.UA;
  readonly #session: RTCSession;
  readonly #speaker = new Audio();
  #look: ReturnType<typeof setInterval> | undefined;
  #began = Date.now();
  #answered = 0;
  #heard = false;
  #gone = 0;
  #ended = false;

  constructor(
    ticket: string,
    uri: string,
    private readonly microphone: MediaStream,
    private readonly events: LineEvents,
  ) {
    const url = new URL('/sip', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    url.searchParams.set('ticket', ticket);
    const socket = new JsSIP.WebSocketInterface(url.href);
    const own = `sip:guest@${location.hostname}`;
    const recovery = { connection_recovery_min_interval: 1, connection_recovery_max_interval: 4 };
    this.#ua = new JsSIP.UA({ sockets: [socket], uri: own, register: false, session_timers: false, ...recovery });
    this.#ua.start();
    this.#session = this.#dial(uri);
    this.#look = setInterval(() => void this.#watch(), LOOK_MS);
  }

  #dial(uri: string): RTCSession {
    const session = this.#ua.call(uri, {
      mediaStream: this.microphone,
      mediaConstraints: { audio: true, video: false },
      pcConfig: { iceServers: [] },
      eventHandlers: {
        peerconnection: ({ peerconnection }: { peerconnection: RTCPeerConnection }) => this.#play(peerconnection),
        icecandidate: guarded(gather()),
        accepted: () => {
          this.#answered = Date.now();
        },
        failed: guarded(({ cause }: { cause?: string }) => this.#refused(cause)),
        ended: guarded(() => this.#end(() => this.events.over())),
      },
    }) as RTCSession;
    if (session.connection) this.#play(session.connection);
    return session;
  }

  /** The far end's sound is played as soon as there is a track: what is not played is not counted as heard. */
  #play(connection: RTCPeerConnection): void {
    connection.ontrack = ({ track }) => {
      this.#speaker.srcObject = new MediaStream([track]);
      void this.#speaker.play().catch(() => undefined);
    };
  }

  async #watch(): Promise<void> {
    const now = Date.now();
    if (this.#ended) return;
    if (this.#heard) return this.#mind(now);
    if (this.#answered === 0) {
      if (now - this.#began > ANSWER_MS) this.#giveUp('line');
      return;
    }
    if (await this.#packets()) {
      this.#heard = true;
      if (!this.#ended) this.events.sound();
    } else if (now - this.#answered > SOUND_MS) this.#giveUp('blocked');
  }

  /** Is the path still there. A change of network may take a moment. */
  #mind(now: number): void {
    const path = this.#session.connection?.iceConnectionState;
    if (path === 'connected' || path === 'completed') this.#gone = 0;
    else this.#gone ||= now;
    if (path === 'failed' || (this.#gone > 0 && now - this.#gone > GONE_MS)) this.#giveUp('lost');
  }

  async #packets(): Promise<boolean> {
    const stats = await this.#session.connection?.getStats().catch(() => undefined);
    let received = 0;
    stats?.forEach((one) => (received += one.type === 'inbound-rtp' ? (one.packetsReceived ?? 0) : 0));
    return received > 0;
  }

  #refused(cause?: string): void {
    const busy = cause === JsSIP.C.causes.BUSY || cause === JsSIP.C.causes.UNAVAILABLE || cause === JsSIP.C.causes.REJECTED;
    this.#end(() => this.events.failed(busy ? 'busy' : 'line'));
  }

  #giveUp(why: 'blocked' | 'line' | 'lost'): void {
    this.#end(() => this.events.failed(why));
  }

  /** Ends everything once, then tells. */
  #end(tell: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#look);
    for (const track of this.microphone.getTracks()) track.stop();
    this.#speaker.srcObject = null;
    this.#sayGoodbye();
    tell();
  }

  /** The BYE leaves before the socket does; while the socket is broken it waits for the next one. */
  #sayGoodbye(): void {
    const leave = (ms: number) => setTimeout(() => quietly(() => this.#ua.stop()), ms);
    if (this.#session.isEnded()) return void leave(0);
    if (this.#ua.isConnected()) {
      quietly(() => this.#session.terminate());
      return void leave(500);
    }
    quietly(() => this.#session.connection?.close());
    const never = leave(GOODBYE_MS);
    this.#ua.once('connected', () => {
      clearTimeout(never);
      this.#sayGoodbye();
    });
  }

  /** Speaks, or not. */
  mute(muted: boolean): void {
    for (const track of this.microphone.getAudioTracks()) track.enabled = !muted;
  }

  /** Presses a key, as RFC 4733 sound events. */
  press(key: string): void {
    quietly(() => this.#session.sendDTMF(key, { duration: 120, interToneGap: 80, transportType: JsSIP.C.DTMF_TRANSPORT.RFC2833 }));
  }

  /** Hangs up. */
  hangUp(): void {
    this.#end(() => this.events.over());
  }
}

/** Sends the offer soon after the first candidate: an unreachable network must not hold it up. */
function gather(): (event: { ready(): void }) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return ({ ready }) => (timer ??= setTimeout(ready, GATHER_MS));
}

/** A handler that throws would end the call: it is told on the console instead. */
function guarded<E>(handle: (event: E) => void): (event: E) => void {
  return (event) => quietly(() => handle(event));
}

function quietly(act: () => void): void {
  try {
    act();
  } catch (error) {
    console.error(error);
  }
}
