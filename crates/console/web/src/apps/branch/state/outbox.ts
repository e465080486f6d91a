/**
 * Visits on their way: kept on this device until the house has them, sent in order, never twice. Whatever is lost on the
 * way is sent again under the same id, and the house keeps it once. All words go before any sound, and sound has a way of
 * its own, so that a long recording on a slow line holds up nothing. Pure of DOM: where it keeps and how it sends is given.
 */
import type { VisitWritten } from '$lib/api/wire';

export interface Waiting {
  /** The visit's id. */
  id: string;
  /** Who logged it: another person at this device neither sees nor sends it. */
  by: string;
  /** How colleagues see them; what an older page kept has none. */
  byName?: string;
  /** When it was put here. */
  at: number;
  /** Whose it is, for the list. */
  label: string;
  visit: VisitWritten;
  /** The recording, with the customer's word. */
  sound: Blob | null;
  /** To be handed over to the phone, with this note. */
  handOver: string | null;
  /** Where the phone is to call, if not where the house knows. */
  callTo?: string | null;
  /** What the house has of it already. */
  done: readonly Step[];
  /** The house does not take it as it is; a person has to look. */
  refused: Refusal | null;
}

export type Step = 'visit' | 'handOver' | 'sound';

export interface Refusal {
  status: number;
  /** What it is; where the house does not say, the status has to do. */
  code: string | null;
  /** The promise it is about. */
  promise: string | null;
  /** Which part was refused; what an older page kept is of the visit. */
  step?: Step;
}

/** Where visits wait. */
export interface Shelf {
  all(): Promise<Waiting[]>;
  put(item: Waiting): Promise<void>;
  drop(id: string): Promise<void>;
}

/** How one step is sent; throws `{ status, code, promise }`, where status 0 is no answer. */
export type Send = (step: Step, item: Waiting) => Promise<void>;

/** What may work later; everything else is for a person to look at. */
const passes = (status: number): boolean => status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
/** What will not work for the next one either. */
const ends = (status: number): boolean => status === 0 || status === 401 || status === 429 || status === 503;

/** Two ways to the house, each of which sends one thing at a time. */
const WAYS = { words: ['visit', 'handOver'], sound: ['sound'] } as const satisfies Record<string, readonly Step[]>;
export type Way = keyof typeof WAYS;

export class Outbox {
  #busy: Record<Way, Promise<boolean> | null> = { words: null, sound: null };
  #again: Record<Way, boolean> = { words: false, sound: false };

  constructor(
    private readonly shelf: Shelf,
    private readonly send: Send,
    private readonly changed: (items: Waiting[]) => void,
    /** The house has it. */
    private readonly arrived: (step: Step, item: Waiting) => void = () => undefined,
  ) {}

  /** Keeps a visit, in the place of one of the same id that was refused. */
  async put(item: Waiting): Promise<void> {
    await this.shelf.put(item);
    await this.tell();
  }

  /** Changes what waits, where it still waits. */
  async change(id: string, change: (item: Waiting) => Waiting): Promise<void> {
    const item = (await this.shelf.all()).find((one) => one.id === id);
    if (!item) return;
    const changed = change(item);
    if (steps(changed).length > 0) await this.shelf.put(changed);
    else await this.shelf.drop(id);
    await this.tell();
  }

  async drop(id: string): Promise<void> {
    await this.shelf.drop(id);
    await this.tell();
  }

  async tell(): Promise<void> {
    this.changed(await this.#sorted());
  }

  /** Sends what waits of this person: words oldest first until the line is gone, then sound. */
  async flush(by: string): Promise<void> {
    if (await this.go('words', by)) await this.go('sound', by);
  }

  /** Sends what goes this way; false when the line is gone. Asked again meanwhile, it looks once more. */
  go(way: Way, by: string): Promise<boolean> {
    this.#again[way] = this.#busy[way] !== null;
    this.#busy[way] ??= this.#run(way, by).finally(() => (this.#busy[way] = null));
    return this.#busy[way];
  }

  async #run(way: Way, by: string): Promise<boolean> {
    do {
      this.#again[way] = false;
      // Another tab may have put or sent something meanwhile.
      await this.tell();
      for (const step of WAYS[way]) {
        for (const { id } of await this.#sorted()) {
          const item = (await this.shelf.all()).find((one) => one.id === id);
          if (!item || item.by !== by || !isDue(item, step)) continue;
          if (!(await this.#deliver(item, step))) return false;
        }
      }
    } while (this.#again[way]);
    return true;
  }

  /** One step of one visit; false when the line is gone. */
  async #deliver(item: Waiting, step: Step): Promise<boolean> {
    try {
      await this.send(step, item);
    } catch (problem) {
      const { status = 0, code = null, promise = null } = problem as Partial<Refusal>;
      // A recording may be what its line is too slow for: the next one is tried.
      if (passes(status)) return step === 'sound' || !ends(status);
      await this.change(item.id, (now) => ({ ...now, refused: { status, code, promise, step } }));
      return true;
    }
    await this.change(item.id, (now) => ({ ...now, done: [...now.done.filter((one) => one !== step), step] }));
    this.arrived(step, item);
    return true;
  }

  async #sorted(): Promise<Waiting[]> {
    return (await this.shelf.all()).toSorted((a, b) => a.at - b.at);
  }
}

/** What the house does not have yet. */
export function steps(item: Waiting): Step[] {
  const all: Step[] = ['visit'];
  if (item.handOver !== null) all.push('handOver');
  if (item.sound) all.push('sound');
  return all.filter((step) => !item.done.includes(step));
}

/** Of whom else something waits, by the name colleagues see, and how much: nothing more is for others to know. */
export function othersOf(items: readonly Waiting[], who: string): { name: string; count: number }[] {
  const of = new Map<string, Waiting[]>();
  for (const item of items) if (item.by !== who) of.set(item.by, [...(of.get(item.by) ?? []), item]);
  return [...of].map(([by, theirs]) => ({ name: theirs.findLast(({ byName }) => byName)?.byName ?? by, count: theirs.length }));
}

/** May this step be sent now: the visit comes first, and what was refused waits for a person. */
function isDue(item: Waiting, step: Step): boolean {
  if (!steps(item).includes(step) || (step !== 'visit' && !item.done.includes('visit'))) return false;
  const refused = item.refused && (item.refused.step ?? 'visit');
  return refused === null || (refused !== 'visit' && refused !== step);
}
