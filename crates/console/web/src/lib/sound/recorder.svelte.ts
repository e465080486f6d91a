/** A recording by the microphone, as the house takes it; its state is always to be seen. */
import { asWav } from './wav';

export type RecorderState = 'off' | 'starting' | 'recording' | 'ready' | 'refused';

export class SoundRecorder {
  state = $state<RecorderState>('off');
  since = $state(0);
  sound = $state.raw<Blob | null>(null);
  /** How loud it is now, 0 to 1, while it records. */
  level = $state(0);
  #media: MediaRecorder | null = null;
  #end: ReturnType<typeof setTimeout> | undefined;

  /** After `longestMs` the recording ends by itself. */
  constructor(private readonly longestMs: number) {}

  async start(): Promise<void> {
    if (this.state === 'recording' || this.state === 'starting') return;
    this.state = 'starting';
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false } });
      const media = new MediaRecorder(stream);
      const parts: Blob[] = [];
      media.ondataavailable = ({ data }) => parts.push(data);
      media.onstop = () => void this.#finish(stream, parts);
      media.start(1_000);
      this.#media = media;
      this.since = Date.now();
      this.state = 'recording';
      this.#watch(stream);
      this.#end = setTimeout(() => this.stop(), this.longestMs);
    } catch {
      this.state = 'refused';
    }
  }

  stop(): void {
    clearTimeout(this.#end);
    if (this.#media?.state === 'recording') this.#media.stop();
  }

  /** Stops and waits until the sound is there. */
  async settled(): Promise<Blob | null> {
    if (this.state === 'recording') {
      this.stop();
      await new Promise<void>((done) => (this.#done = done));
    }
    return this.sound;
  }

  forget(): void {
    this.sound = null;
    this.stop();
    if (this.state === 'ready') this.state = 'off';
  }

  #done: (() => void) | null = null;

  /** Shows the level until the recording ends. */
  #watch(stream: MediaStream): void {
    const context = new AudioContext();
    const ear = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(ear);
    const samples = new Float32Array(ear.fftSize);
    const look = () => {
      if (this.state !== 'recording') {
        this.level = 0;
        return void context.close();
      }
      ear.getFloatTimeDomainData(samples);
      this.level = Math.min(1, samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
      requestAnimationFrame(look);
    };
    look();
  }

  async #finish(stream: MediaStream, parts: Blob[]): Promise<void> {
    stream.getTracks().forEach((track) => track.stop());
    try {
      this.sound = await asWav(new Blob(parts, { type: parts[0]?.type ?? '' }));
      this.state = 'ready';
    } catch {
      this.state = 'refused';
    }
    this.#done?.();
    this.#done = null;
  }
}
