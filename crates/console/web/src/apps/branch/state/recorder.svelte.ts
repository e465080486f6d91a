/** The recording of a visit: only with the customer's word, always with visible state. */
import { asWav } from './wav';

export type RecorderState = 'off' | 'starting' | 'recording' | 'ready' | 'refused';

/** The house takes half an hour; before that the recording ends by itself. */
const LONGEST_MS = 30 * 60_000;

export class VisitRecorder {
  state = $state<RecorderState>('off');
  since = $state(0);
  sound = $state.raw<Blob | null>(null);
  #media: MediaRecorder | null = null;
  #end: ReturnType<typeof setTimeout> | undefined;

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
      this.#end = setTimeout(() => this.stop(), LONGEST_MS);
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
