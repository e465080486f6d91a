/** All that is known of one call at the desk: the person, the story, the rail, what was typed. */
import { call as house } from '$lib/api/house';
import { Problem } from '$lib/api/http';
import type { Id, Partial, Person, Rail, TimelineEntry } from '$lib/api/wire';
import { type Draft, dropLocal, emptyDraft, isEmpty, keepLocal, localDraft, draftOf, newer } from './state/draft';
import { begin, hear, isWhole, settle, take } from './state/story';

/** Typing rests this long before the house is told. */
const REST_MS = 700;
/** News that change the rail come in bursts. */
const RAIL_MS = 250;
/** Lines that are still missing are looked for again after this long. */
const AGAIN_MS = 400;
/** And no more often than this in a row: a line that the house could not keep never comes. */
const MOST_LOOKS = 15;

export class CallFile {
  readonly id: Id;
  /** `null` while loading. */
  person = $state.raw<Person | null>(null);
  problem = $state.raw<unknown>(null);
  story = $state.raw(begin(''));
  rail = $state.raw<Rail | null>(null);
  draft = $state<Draft>(emptyDraft());
  /** The line chosen in the transcript. */
  chosen = $state<Id | null>(null);
  #typing: ReturnType<typeof setTimeout> | undefined;
  #railing: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #loading = false;
  #looks = 0;
  #entries = new Map<number, TimelineEntry>();

  constructor(id: Id) {
    this.id = id;
    this.story = begin(id);
    this.draft = localDraft(id);
  }

  /** Loads what there is; also after the line was lost. */
  async load(): Promise<void> {
    this.problem = null;
    await Promise.all([this.loadPerson(), this.#loadStory(), this.#loadRail(), this.#loadDraft()]);
  }

  async loadPerson(): Promise<void> {
    try {
      this.person = await house.person(this.id);
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    }
  }

  take(entry: TimelineEntry): void {
    if (entry.call !== this.id || this.#entries.has(entry.seq)) return;
    this.#entries.set(entry.seq, entry);
    // Lines that are missing in between are in the timeline; until it is read the newest is shown without them.
    if (entry.seq === this.story.seq + 1) this.story = take(this.story, entry);
    else this.#retell();
    if (!isWhole(this.#entries)) void this.#loadStory();
    if (['heard', 'step_marked', 'heard_later'].includes(entry.event.type)) this.#railSoon();
  }

  hear(partial: Partial): void {
    this.story = hear(this.story, partial, Date.now());
  }

  settle(): void {
    this.story = settle(this.story, Date.now());
  }

  /** Something was typed. */
  typed(): void {
    this.draft.at = Date.now();
    keepLocal(this.id, $state.snapshot(this.draft));
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#keep(), REST_MS);
  }

  /** Nothing typed is to be kept any longer. */
  async forget(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#typing);
    dropLocal(this.id);
    await house.dropDraft(this.id).catch(() => undefined);
  }

  async #keep(): Promise<void> {
    // What the house does not take is still in this browser.
    if (!this.#closed) await house.keepDraft(this.id, $state.snapshot(this.draft)).catch(() => undefined);
  }

  async #loadStory(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      const { items } = await house.timeline(this.id);
      for (const entry of items) this.#entries.set(entry.seq, entry);
      this.#retell();
    } catch (problem) {
      // A call that only rings may have no timeline for us yet.
      if (!(problem instanceof Problem && problem.kind === 'missing')) this.problem = problem;
    } finally {
      this.#loading = false;
    }
    // The house may tell a line before its timeline has those in between: look again in a moment.
    if (isWhole(this.#entries)) this.#looks = 0;
    else if (!this.#closed && this.#looks++ < MOST_LOOKS) setTimeout(() => void this.#loadStory(), AGAIN_MS);
  }

  #retell(): void {
    const entries = [...this.#entries.values()].sort((a, b) => a.seq - b.seq);
    this.story = { ...entries.reduce(take, begin(this.id)), speaking: this.story.speaking };
  }

  #railSoon(): void {
    clearTimeout(this.#railing);
    this.#railing = setTimeout(() => void this.#loadRail(), RAIL_MS);
  }

  async #loadRail(): Promise<void> {
    this.rail = await house.rail(this.id).catch(() => this.rail);
  }

  async #loadDraft(): Promise<void> {
    const kept = draftOf(await house.draft(this.id).catch(() => null));
    if (!isEmpty(kept)) this.draft = newer(this.draft, kept);
  }
}
