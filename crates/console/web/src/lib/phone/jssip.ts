/** The phone over JsSIP: SIP over WebSocket (RFC 7118), WebRTC for the sound. Loaded only when a phone is opened. */
import { UA, WebSocketInterface } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from 'jssip/lib/UA';
import { instanceId } from './instance';
import type { Phone, PhoneFault, PhoneLine, PhoneOptions, PhoneState } from './phone';
import { FlowWatch, quality, sampleOf } from './quality';
import { NoMicrophone, chosen, closeStream, hearOn, openMicrophone } from './sound';
import { type PhoneEvent, next } from './state';

/** Candidates of the first moments are enough: the house is ICE-lite and answers to where packets come from. */
const GATHER_MS = 250;
const LOOK_MS = 500;

/**
 * Runs a handler of JsSIP. An exception in one would end the call ("Bad Media Description"): it is told to the console
 * instead, without anything of the call in it.
 */
function safely<A extends unknown[]>(what: string, handler: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      handler(...args);
    } catch (error) {
      console.error(`phone: ${what} failed`, error instanceof Error ? error.message : '');
    }
  };
}

export class JsSipPhone implements Phone {
  state: PhoneState = { line: 'off', call: null };
  #watchers = new Set<(state: PhoneState) => void>();
  #options: PhoneOptions;
  #ua: UA | null = null;
  #session: RTCSession | null = null;
  #microphone: MediaStream | null = null;
  #speaker = new Audio();
  #look: ReturnType<typeof setInterval> | undefined;

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.#speaker.autoplay = true;
  }

  watch(tell: (state: PhoneState) => void): () => void {
    this.#watchers.add(tell);
    tell(this.state);
    return () => this.#watchers.delete(tell);
  }

  start(): void {
    if (this.#ua !== null) return;
    const ua = new UA({
      sockets: [new WebSocketInterface(this.#socketUrl())],
      uri: `sip:${encodeURIComponent(this.#options.user ?? 'guest')}@${location.hostname}`,
      register: this.#options.user !== null,
      instance_id: instanceId(),
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: 'Wasl',
      ...(this.#options.displayName === undefined ? {} : { display_name: this.#options.displayName }),
    });
    const line = (line: PhoneLine) => safely(line, () => this.#tell({ type: 'line', line }));
    ua.on('connecting', line('connecting'));
    ua.on('connected', safely('connected', () => this.#options.user === null && this.#tell({ type: 'line', line: 'up' })));
    ua.on('registered', line('up'));
    ua.on('disconnected', line('lost'));
    ua.on('registrationFailed', safely('registration', () => this.#tell({ type: 'line', line: ua.isConnected() ? 'refused' : 'lost' })));
    ua.on('newRTCSession', safely('new session', (event: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => this.#take(event)));
    this.#ua = ua;
    ua.start();
  }

  stop(): void {
    this.#ua?.stop();
    this.#ua = null;
    this.#release();
    this.#tell({ type: 'line', line: 'off' });
  }

  async call(uri: string): Promise<void> {
    this.#tell({ type: 'dialling', at: Date.now() });
    const stream = await this.#openMicrophone();
    if (stream === null || this.#ua === null) return;
    this.#ua.call(uri, { mediaStream: stream, pcConfig: { iceServers: [] } });
  }

  async answer(): Promise<void> {
    const session = this.#session;
    if (session === null || this.state.call?.phase !== 'ringing') return;
    this.#tell({ type: 'answered', at: Date.now() });
    const stream = await this.#openMicrophone();
    if (stream === null || session !== this.#session || session.isEnded()) return;
    session.answer({ mediaStream: stream, pcConfig: { iceServers: [] } });
  }

  decline(): void {
    const session = this.#session;
    if (session !== null && !session.isEnded()) session.terminate({ status_code: 603 });
  }

  hangUp(): void {
    const session = this.#session;
    if (session !== null && !session.isEnded()) session.terminate();
    else this.#tell({ type: 'ended', fault: null });
  }

  mute(muted: boolean): void {
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !muted;
    this.#tell({ type: 'muted', muted });
  }

  sendDigits(digits: string): void {
    if (!this.state.call?.keypad || !/^[0-9*#]+$/.test(digits)) return;
    const sender = this.#dtmf();
    // A second order replaces what the first has not played yet: what is left of it goes first.
    sender?.insertDTMF(sender.toneBuffer + digits, 120, 70);
  }

  async useMicrophone(device: string | null): Promise<void> {
    const sender = this.#session?.connection?.getSenders().find((sender) => sender.track?.kind === 'audio');
    if (sender === undefined) return;
    const stream = await openMicrophone(device);
    const track = stream.getAudioTracks()[0];
    if (track === undefined) return;
    track.enabled = !this.state.call?.muted;
    await sender.replaceTrack(track);
    closeStream(this.#microphone);
    this.#microphone = stream;
  }

  async useSpeaker(device: string | null): Promise<void> {
    await hearOn(this.#speaker, device);
  }

  #socketUrl(): string {
    const url = new URL('/sip', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    if (this.#options.ticket !== undefined) url.searchParams.set('ticket', this.#options.ticket);
    return url.href;
  }

  #tell(event: PhoneEvent): void {
    const state = next(this.state, event);
    if (state === this.state) return;
    this.state = state;
    for (const tell of this.#watchers) tell(state);
  }

  #take({ session, request, originator }: IncomingRTCSessionEvent | OutgoingRTCSessionEvent): void {
    const incoming = (originator as string) === 'remote';
    const header = (name: string) => (incoming ? ((request.getHeader(name) as string | undefined) ?? null) : null);
    const resume = header('X-Wasl-Resume') === '1';
    if (incoming && this.#session !== null && !this.#session.isEnded() && !resume) {
      session.terminate({ status_code: 486 });
      return;
    }
    clearInterval(this.#look);
    this.#session = session;
    this.#follow(session);
    if (!incoming) return;
    this.#tell({ type: 'incoming', id: header('X-Wasl-Call'), resume, at: Date.now() });
    if (resume) void this.answer();
  }

  #follow(session: RTCSession): void {
    const mine = <A extends unknown[]>(what: string, handler: (...args: A) => void) =>
      safely(what, (...args: A) => session === this.#session && handler(...args));
    if (session.connection !== undefined && session.connection !== null) this.#connect(session, session.connection);
    session.on('peerconnection', safely('peer connection', ({ peerconnection }) => this.#connect(session, peerconnection)));
    session.on('icecandidate', safely('candidate', ({ ready }) => setTimeout(safely('ready', ready), GATHER_MS)));
    session.on('accepted', mine('accepted', () => this.#answered(session)));
    session.on('ended', mine('ended', () => this.#ended(null)));
    session.on('failed', mine('failed', ({ originator, cause }) => this.#ended(faultOf(String(originator), String(cause)))));
  }

  #connect(session: RTCSession, connection: RTCPeerConnection): void {
    connection.addEventListener('track', safely('track', ({ track, streams }) => {
      if (session !== this.#session) return;
      this.#speaker.srcObject = streams[0] ?? new MediaStream([track]);
      void hearOn(this.#speaker, chosen('speaker'));
      void this.#speaker.play().catch(() => undefined);
    }));
    // JsSIP ends a call whose path failed. The house keeps the caller and brings us back, so it must not:
    // a capturing listener runs before JsSIP's own.
    connection.addEventListener('iceconnectionstatechange', safely('path', (event: Event) => {
      if (connection.iceConnectionState === 'failed') event.stopImmediatePropagation();
    }), { capture: true });
  }

  #answered(session: RTCSession): void {
    this.#tell({ type: 'answered', at: Date.now() });
    const flow = new FlowWatch(Date.now());
    clearInterval(this.#look);
    this.#look = setInterval(() => void this.#lookAt(session, flow).catch(() => undefined), LOOK_MS);
  }

  async #lookAt(session: RTCSession, watch: FlowWatch): Promise<void> {
    const connection = session.connection;
    if (session !== this.#session || session.isEnded() || connection === null) return;
    const sample = sampleOf(await connection.getStats(), connection.iceConnectionState, Date.now());
    if (session !== this.#session) return;
    const flow = watch.take(sample);
    this.#tell({ type: 'flow', flow, keypad: this.#dtmf()?.canInsertDTMF ?? false, quality: quality(watch.samples), at: sample.at });
  }

  #dtmf(): RTCDTMFSender | null {
    const senders = this.#session?.connection?.getSenders() ?? [];
    return senders.find((sender) => sender.track?.kind === 'audio')?.dtmf ?? null;
  }

  async #openMicrophone(): Promise<MediaStream | null> {
    try {
      const stream = await openMicrophone();
      closeStream(this.#microphone);
      this.#microphone = stream;
      for (const track of stream.getAudioTracks()) track.enabled = !this.state.call?.muted;
      return stream;
    } catch (error) {
      const fault: PhoneFault = error instanceof NoMicrophone ? error.fault : 'microphone_missing';
      if (this.#session !== null && !this.#session.isEnded()) this.#session.terminate({ status_code: 480 });
      this.#tell({ type: 'ended', fault });
      return null;
    }
  }

  #ended(fault: PhoneFault | null): void {
    this.#release();
    this.#tell({ type: 'ended', fault });
  }

  #release(): void {
    clearInterval(this.#look);
    closeStream(this.#microphone);
    this.#microphone = null;
    this.#session = null;
    this.#speaker.srcObject = null;
  }
}

/** A call that was refused or could not be brought; what the far end ended by itself is no fault. */
function faultOf(originator: string, cause: string): PhoneFault | null {
  if (cause === 'Canceled' || cause === 'Terminated') return null;
  if (cause === 'Connection Error' || cause === 'Request Timeout') return 'unreachable';
  return originator === 'remote' ? 'refused' : null;
}
