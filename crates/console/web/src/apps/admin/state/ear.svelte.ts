/** One sound at a time: what is heard, and until when. */
export class Ear {
  /** Which sound is heard now. */
  hears = $state<string | null>(null);
  #audio: HTMLAudioElement | null = null;

  /** Plays a sound; the same one again stops it. Rejects when it cannot be played. */
  async toggle(name: string, source: string): Promise<void> {
    const same = this.hears === name;
    this.stop();
    if (same) return;
    const audio = new Audio(source);
    audio.onended = () => this.#audio === audio && this.stop();
    this.#audio = audio;
    this.hears = name;
    try {
      await audio.play();
    } catch (why) {
      if (this.#audio === audio) this.stop();
      // Stopped before it began is no fault.
      if (!(why instanceof DOMException && why.name === 'AbortError')) throw why;
    }
  }

  stop(): void {
    this.#audio?.pause();
    this.#audio = null;
    this.hears = null;
  }
}
