/**
 * Visits on their way: kept on this device until the house has them, sent in order, never twice. Whatever is lost on the
 * way is sent again under the same id, and the house keeps it once. Pure of DOM: where it keeps and how it sends is given.
 */
import type { VisitWritten } from '$lib/api/wire';

export interface Waiting {
  /** The visit's id. */
  id: string;
  /** Who logged it: another person at this device neither sees nor sends it. */
  by: string;
  /** When it was put here. */
  at: number;
  /** Whose it is, for the list. */
  label: string;
  visit: VisitWritten;
  /** The recording, with the customer's word. */
  sound: Blob | null;
  /** To be handed over to the phone, with this note. */
  handOver: string | null;
  /** What the house has of it already. */
  done: readonly Step[];
  /** The house does not take it as it is; a person has to look. */
  refused: Refusal | null;
}

export type Step = 'visit' | 'sound' | 'handOver';

export interface Refusal {
  status: number;
  detail: string;
}

/** Where visits wait. */
export interface Shelf {
  all(): Promise<Waiting[]>;
  put(item: Waiting): Promise<void>;
  drop(id: string): Promise<void>;
}

/** How one step is sent; throws `{ status, detail }`, where status 0 is no answer. */
export type Send = (step: Step, item: Waiting) => Promise<void>;

/** What may work later; everything else is for a person to look at. */
const passes = (status: number): boolean => status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;

export class Outbox {
  #busy: Promise<void> | null = null;
  #again = false;

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

  async drop(id: string): Promise<void> {
    await this.shelf.drop(id);
    await this.tell();
  }

  async tell(): Promise<void> {
    this.changed((await this.shelf.all()).toSorted((a, b) => a.at - b.at));
  }

  /** Sends what waits of this person, oldest first, until the line is gone. Asked again meanwhile, it looks once more. */
  flush(by: string): Promise<void> {
    this.#again = this.#busy !== null;
    this.#busy ??= this.#run(by).finally(() => (this.#busy = null));
    return this.#busy;
  }

  async #run(by: string): Promise<void> {
    do {
      this.#again = false;
      // Another tab may have put or sent something meanwhile.
      await this.tell();
      const items = (await this.shelf.all()).toSorted((a, b) => a.at - b.at);
      for (const item of items) {
        if (item.by !== by || item.refused) continue;
        if (!(await this.#deliver(item))) return;
      }
    } while (this.#again);
  }

  /** One visit, step by step; false when the line is gone. */
  async #deliver(item: Waiting): Promise<boolean> {
    for (const step of steps(item)) {
      try {
        await this.send(step, item);
      } catch (problem) {
        const { status = 0, detail = '' } = problem as Partial<Refusal>;
        if (passes(status)) return false;
        await this.put({ ...item, refused: { status, detail } });
        return true;
      }
      item = { ...item, done: [...item.done, step] };
      await this.shelf.put(item);
      this.arrived(step, item);
    }
    await this.drop(item.id);
    return true;
  }
}

/** What the house does not have yet. */
export function steps(item: Waiting): Step[] {
  const all: Step[] = ['visit'];
  if (item.sound) all.push('sound');
  if (item.handOver !== null) all.push('handOver');
  return all.filter((step) => !item.done.includes(step));
}
