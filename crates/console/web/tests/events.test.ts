import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Events, type Line } from '$lib/events/events';
import { Sequence, type Told, backoff, read } from '$lib/events/sequence';

const entry = (seq: number): Told => ({ topic: 'calls', seq, entry: { call: 'c', seq, at: 0, media_at: 0, event: { type: 'answered' } } });

describe('the sequence', () => {
  it('takes every line once and asks for what comes after the last', () => {
    const sequence = new Sequence();
    expect(sequence.since).toBeNull();
    expect([entry(7), entry(8), entry(8), entry(7), entry(9)].map((told) => sequence.take(told))).toEqual([true, true, false, false, true]);
    expect(sequence.since).toBe(9);
  });
  it('goes past a gap that is told', () => {
    const sequence = new Sequence(4);
    expect(sequence.take({ topic: 'gap', from: 5, to: 8 })).toBe(true);
    expect(sequence.since).toBe(8);
    expect(sequence.take(entry(8))).toBe(false);
  });
  it('reads what it knows and nothing else', () => {
    expect(read(JSON.stringify(entry(1)))?.topic).toBe('calls');
    expect([read('{'), read('{"topic":"later"}'), read('null'), read('3')]).toEqual([null, null, null, null]);
  });
  it('waits longer each time, never longer than eight seconds, never in step', () => {
    expect([0, 1, 2, 3, 9].map((tries) => backoff(tries, 1))).toEqual([500, 1000, 2000, 4000, 8000]);
    expect(backoff(0, 0)).toBe(375);
  });
});

class Socket {
  static all: Socket[] = [];
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    Socket.all.push(this);
  }
  close() {
    this.closed = true;
  }
}

describe('the line of events', () => {
  let lines: Line[];
  let told: Told[];
  let out: number;
  let events: Events;
  const last = () => Socket.all.at(-1)!;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('location', { href: 'https://wasl.example/agent' });
    Socket.all = [];
    [lines, told, out] = [[], [], 0];
    events = new Events({
      topics: ['desk', 'calls'],
      onTold: (message) => told.push(message),
      onLine: (line) => lines.push(line),
      onSignedOut: () => (out += 1),
      open: (url) => new Socket(url) as unknown as WebSocket,
    });
    events.start();
  });
  afterEach(() => {
    events.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('comes back by itself and asks for what it missed', () => {
    expect(last().url).toBe('wss://wasl.example/api/v1/events?topics=desk%2Ccalls');
    last().onopen?.();
    last().onmessage?.({ data: JSON.stringify(entry(41)) });
    last().onclose?.({ code: 1006 });
    expect(lines).toEqual(['connecting', 'live', 'lost']);
    vi.advanceTimersByTime(1000);
    expect(Socket.all.length).toBe(2);
    expect(last().url).toContain('since=41');
    last().onopen?.();
    last().onmessage?.({ data: JSON.stringify(entry(41)) });
    last().onmessage?.({ data: JSON.stringify(entry(42)) });
    expect(told.map((message) => message.topic === 'calls' && message.seq)).toEqual([41, 42]);
    expect(lines.at(-1)).toBe('live');
  });

  it('gives up a socket that does not open', () => {
    vi.advanceTimersByTime(6001);
    expect(lines.at(-1)).toBe('lost');
    vi.advanceTimersByTime(1000);
    expect(Socket.all.length).toBe(2);
    expect(Socket.all[0]?.closed).toBe(true);
  });

  it('does not come back when the user may no longer listen', () => {
    last().onopen?.();
    last().onclose?.({ code: 1008 });
    vi.advanceTimersByTime(60_000);
    expect([out, Socket.all.length]).toEqual([1, 1]);
  });

  it('is silent after it was stopped', () => {
    const socket = last();
    events.stop();
    socket.onclose?.({ code: 1006 });
    vi.advanceTimersByTime(60_000);
    expect(Socket.all.length).toBe(1);
  });
});
