/** The ring: two soft tones on the ringer's device, made here, so that no file has to load first. */
import { chosen, hearOn } from './sound';

/** One ring: tones at 440 and 554 Hz for 0.9 s, then silence until 3 s. */
const PERIOD_S = 3;
const TONES_HZ = [440, 554];

export class Ringer {
  #context: AudioContext | null = null;
  #element: HTMLAudioElement | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Has to be called inside a gesture once; without it browsers stay silent. */
  async unlock(): Promise<void> {
    this.#context ??= new AudioContext();
    if (this.#element === null) {
      this.#element = new Audio();
      this.#element.srcObject = new MediaStream();
    }
    await this.#context.resume().catch(() => undefined);
  }

  get silent(): boolean {
    return this.#context?.state !== 'running';
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#context ??= new AudioContext();
    void this.#context.resume().catch(() => undefined);
    this.#ring();
    this.#timer = setInterval(() => this.#ring(), PERIOD_S * 1000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#element?.pause();
  }

  #ring(): void {
    const context = this.#context;
    if (context === null || context.state !== 'running') return;
    const out = context.createMediaStreamDestination();
    const gain = new GainNode(context, { gain: 0 });
    const start = context.currentTime + 0.05;
    gain.gain.setTargetAtTime(0.18, start, 0.03);
    gain.gain.setTargetAtTime(0, start + 0.8, 0.06);
    gain.connect(out);
    for (const frequency of TONES_HZ) {
      const tone = new OscillatorNode(context, { frequency });
      tone.connect(gain);
      tone.start(start);
      tone.stop(start + 1.2);
    }
    this.#element ??= new Audio();
    this.#element.srcObject = out.stream;
    void hearOn(this.#element, chosen('ringer'));
    void this.#element.play().catch(() => undefined);
  }
}
