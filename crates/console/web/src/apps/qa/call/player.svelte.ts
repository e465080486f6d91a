/** The sound of one call: one clock for wave, mood, events and words. Without a recording the clock still goes where it is sent. */
import { untrack } from 'svelte';
import type { Span } from '$lib/api/wire';
import { skipTo } from '../state/lanes';
import { Mixer, type Side } from './mixer';

export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;

export class Player {
  /** Where it is, in whole milliseconds. */
  ms = $state(0);
  paused = $state(true);
  failed = $state(false);
  speed = $state(1);
  /** Jump over stretches in which nobody is heard. */
  skips = $state(false);
  /** A stretch somebody marked. */
  marked = $state.raw<Span | null>(null);
  /** Play the marked stretch over and over. */
  loops = $state(false);
  volume = $state<Record<Side, number>>({ caller: 1, agent: 1 });
  muted = $state<Record<Side, boolean>>({ caller: false, agent: false });

  #audio = $state.raw<HTMLAudioElement | null>(null);
  #mixer: Mixer | null = null;
  #frame = 0;

  constructor(
    readonly length_ms: () => number,
    readonly quiet: () => readonly Span[],
  ) {}

  /** Is there sound to play. */
  get sounds(): boolean {
    return this.#audio !== null && !this.failed;
  }

  /** Takes the element that plays; gives the way to let it go. */
  take = (audio: HTMLAudioElement): (() => void) => untrack(() => this.#take(audio));

  #take(audio: HTMLAudioElement): () => void {
    this.#audio = audio;
    this.#mixer = new Mixer(audio);
    audio.currentTime = this.ms / 1000;
    const on = {
      play: () => ((this.paused = false), this.#run()),
      pause: () => ((this.paused = true), this.#look()),
      ended: () => (this.paused = true),
      seeked: () => this.#look(),
      error: () => (this.failed = true),
      // A new source forgets its speed.
      loadedmetadata: () => (audio.playbackRate = this.speed),
    };
    for (const [name, listener] of Object.entries(on)) audio.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(on)) audio.removeEventListener(name, listener);
      cancelAnimationFrame(this.#frame);
      this.#mixer?.end();
      this.#audio = this.#mixer = null;
    };
  }

  /** Goes to a moment; the line and the lit word are there at once, the sound as soon as it can. */
  seek = (to: number): void => {
    this.ms = Math.min(Math.max(0, Math.round(to)), this.length_ms());
    if (this.#audio) this.#audio.currentTime = this.ms / 1000;
  };

  by = (ms: number): void => this.seek(this.ms + ms);

  toggle = (): void => {
    if (!this.#audio) return;
    if (this.#audio.paused) this.play();
    else this.#audio.pause();
  };

  play(): void {
    void this.#audio?.play().catch(() => undefined);
  }

  pause(): void {
    this.#audio?.pause();
  }

  /** Plays from a moment. */
  from = (ms: number): void => {
    if (this.marked && (ms < this.marked.start || ms >= this.marked.end)) this.loops = false;
    this.seek(ms);
    this.play();
  };

  setSpeed = (speed: number): void => {
    this.speed = speed;
    if (this.#audio) this.#audio.playbackRate = speed;
  };

  /** The next speed up or down. */
  faster = (steps: 1 | -1): void => {
    const now = SPEEDS.findIndex((speed) => speed === this.speed);
    this.setSpeed(SPEEDS[Math.min(Math.max(now + steps, 0), SPEEDS.length - 1)]!);
  };

  setVolume = (side: Side, volume: number): void => {
    this.volume[side] = volume;
    this.muted[side] = volume === 0;
    this.#mix();
  };

  mute = (side: Side): void => {
    this.muted[side] = !this.muted[side];
    this.#mix();
  };

  /** That side alone, or both again. */
  solo = (side: Side): void => {
    const other: Side = side === 'caller' ? 'agent' : 'caller';
    const alone = this.muted[other] && !this.muted[side];
    this.muted[side] = false;
    this.muted[other] = !alone;
    this.#mix();
  };

  mark = (span: Span | null): void => {
    this.marked = span;
    if (!span) this.loops = false;
  };

  loop = (): void => {
    if (!this.marked) return;
    this.loops = !this.loops;
    if (this.loops) {
      this.seek(this.marked.start);
      this.play();
    }
  };

  #mix(): void {
    const level = (side: Side) => (this.muted[side] ? 0 : this.volume[side]);
    this.#mixer?.set(level('caller'), level('agent'));
  }

  #look(): void {
    if (this.#audio) this.ms = Math.round(this.#audio.currentTime * 1000);
  }

  #run(): void {
    cancelAnimationFrame(this.#frame);
    const step = () => {
      if (!this.#audio || this.paused) return;
      if (!this.#audio.seeking) this.#look();
      const on = this.#next();
      if (on !== null) this.seek(on);
      this.#frame = requestAnimationFrame(step);
    };
    step();
  }

  /** Where the sound is to jump now: back to the start of a loop, over a silence. */
  #next(): number | null {
    if (this.loops && this.marked && this.ms >= this.marked.end) return this.marked.start;
    return this.skips ? skipTo(this.quiet(), this.ms) : null;
  }
}
