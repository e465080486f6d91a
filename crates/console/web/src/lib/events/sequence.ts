/** The order of events, without a socket: what is new, what was missed, what is next to ask for. */
import type { EventMessage } from '../api/wire';

/** What the house tells. */
export type Told = EventMessage;

/** The last sequence number known, and whether a message is new. */
export class Sequence {
  #last: number | null;

  constructor(since: number | null = null) {
    this.#last = since;
  }

  /** What to ask `?since=` for after an interruption; `null` before anything was heard. */
  get since(): number | null {
    return this.#last;
  }

  /** Takes a message; `false` when it was told before. */
  take(told: Told): boolean {
    if (told.topic === 'gap') {
      this.#last = Math.max(this.#last ?? 0, told.to);
      return true;
    }
    if (told.topic !== 'calls') return true;
    if (this.#last !== null && told.seq <= this.#last) return false;
    this.#last = told.seq;
    return true;
  }
}

/** Reads a message; `null` for what this page does not know. */
export function read(text: string): Told | null {
  try {
    const told = JSON.parse(text) as { topic?: unknown };
    const known = ['calls', 'gap', 'desk', 'partial', 'floor', 'notices'];
    return typeof told.topic === 'string' && known.includes(told.topic) ? (told as Told) : null;
  } catch {
    return null;
  }
}

/** How long to wait before try `n` (from 0): 0.5 s doubling to 8 s, with up to a quarter of dice so that pages do not return in step. */
export function backoff(tries: number, dice: number): number {
  const longest = Math.min(8000, 500 * 2 ** Math.min(tries, 10));
  return Math.round(longest * (0.75 + 0.25 * dice));
}
