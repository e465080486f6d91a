/** Live events over one WebSocket that comes back by itself and misses nothing. */
import { type Told, Sequence, backoff, read } from './sequence';

export type Line = 'connecting' | 'live' | 'lost';

export type EventsOptions = {
  topics: readonly string[];
  /** Each message once, in order. */
  onTold: (told: Told) => void;
  onLine: (line: Line) => void;
  /** The session is over: the house closed the line for good. */
  onSignedOut?: () => void;
  /** For tests. */
  open?: (url: string) => WebSocket;
};

/** Closed by the house because the user may no longer listen (RFC 6455 §7.4.1). */
const POLICY = 1008;
/** A socket that does not open in this time is given up. */
const OPENING_MS = 6000;

export class Events {
  #options: EventsOptions;
  #sequence = new Sequence();
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #stopped = true;

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopped = false;
    globalThis.addEventListener?.('online', this.#now);
    globalThis.addEventListener?.('offline', this.#offline);
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    globalThis.removeEventListener?.('online', this.#now);
    globalThis.removeEventListener?.('offline', this.#offline);
    clearTimeout(this.#timer);
    this.#drop();
  }

  #url(): string {
    const url = new URL('/api/v1/events', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('topics', this.#options.topics.join(','));
    if (this.#sequence.since !== null) url.searchParams.set('since', String(this.#sequence.since));
    return url.href;
  }

  #connect(): void {
    clearTimeout(this.#timer);
    this.#drop();
    this.#options.onLine(this.#tries === 0 ? 'connecting' : 'lost');
    const socket = (this.#options.open ?? ((url) => new WebSocket(url)))(this.#url());
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#lost(socket), OPENING_MS);
    socket.onopen = () => {
      clearTimeout(this.#timer);
      this.#tries = 0;
      this.#options.onLine('live');
    };
    socket.onmessage = (message) => {
      const told = typeof message.data === 'string' ? read(message.data) : null;
      if (told !== null && this.#sequence.take(told)) this.#options.onTold(told);
    };
    socket.onclose = (close) => {
      if (close.code === POLICY) this.#options.onSignedOut?.();
      else this.#lost(socket);
    };
  }

  #lost(socket: WebSocket): void {
    if (this.#stopped || socket !== this.#socket) return;
    this.#drop();
    this.#options.onLine('lost');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), backoff(this.#tries, Math.random()));
    this.#tries += 1;
  }

  #now = (): void => {
    this.#tries = Math.max(1, this.#tries);
    this.#connect();
  };

  #offline = (): void => {
    if (this.#socket !== null) this.#lost(this.#socket);
  };

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
