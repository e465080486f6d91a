/** A recording by the microphone, as the house takes it; its state is always to be seen. */
import { skewMs } from '../api/http';
import { SENT_AS, asTaken, asWav } from './wav';

export type RecorderState = 'off' | 'starting' | 'recording' | 'ready' | 'refused';

/** Enough for speech, 12 times less than WAV of 16 kHz. */
const BITS_PER_SECOND = 32_000;

export class SoundRecorder {
  state = $state<RecorderState>('off');
  /** When it began, by the house's clock. */
  since = $state(0);
  sound = $state.raw<Blob | null>(null);
  /** How loud it is now, 0 to 1, while it records. */
  level = $state(0);
  #media: MediaRecorder | null = null;
  #end: ReturnType<typeof setTimeout> | undefined;
  /** Grows when a recording begins and when it is dropped: what belongs to an earlier turn is let go of. */
  #turn = 0;

  /** After `longestMs` the recording ends by itself. `small`: as the browser wrote it where the house reads that, else WAV. */
  constructor(
    private readonly longestMs: number,
    private readonly small = false,
  ) {}

  async start(): Promise<void> {
    if (this.state === 'recording' || this.state === 'starting') return;
    const turn = ++this.#turn;
    this.state = 'starting';
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false } });
      if (turn !== this.#turn) return letGo(stream);
      const media = new MediaRecorder(stream, this.small && MediaRecorder.isTypeSupported(SENT_AS) ? { mimeType: SENT_AS, audioBitsPerSecond: BITS_PER_SECOND } : {});
      const parts: Blob[] = [];
      media.ondataavailable = ({ data }) => parts.push(data);
      media.onstop = () => void this.#finish(turn, stream, parts);
      media.start(1_000);
      this.#media = media;
      this.since = Date.now() + skewMs();
      this.state = 'recording';
      this.#watch(stream);
      this.#end = setTimeout(() => this.stop(), this.longestMs);
    } catch {
      if (turn === this.#turn) this.state = 'refused';
    }
  }

  stop(): void {
    clearTimeout(this.#end);
    if (this.#media?.state === 'recording') this.#media.stop();
  }

  /** Stops and waits until the sound is there; `null` when there is none, or it was dropped. */
  async settled(): Promise<Blob | null> {
    if (this.state === 'recording') {
      this.stop();
      await new Promise<void>((done) => (this.#done = done));
    }
    return this.sound;
  }

  /** A recording made earlier is the one that is ready. */
  restore(sound: Blob): void {
    this.sound = sound;
    this.state = 'ready';
  }

  /** Drops what there is and what is still on its way: a microphone that opens after this is closed again. */
  forget(): void {
    this.#turn++;
    this.sound = null;
    this.state = 'off';
    this.stop();
    this.#settle();
  }

  #done: (() => void) | null = null;

  #settle(): void {
    this.#done?.();
    this.#done = null;
  }

  /** Shows the level until the recording ends. */
  #watch(stream: MediaStream): void {
    const context = new AudioContext();
    const ear = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(ear);
    const samples = new Float32Array(ear.fftSize);
    const turn = this.#turn;
    const look = () => {
      if (this.state !== 'recording' || turn !== this.#turn) {
        this.level = 0;
        return void context.close();
      }
      ear.getFloatTimeDomainData(samples);
      this.level = Math.min(1, samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
      requestAnimationFrame(look);
    };
    look();
  }

  async #finish(turn: number, stream: MediaStream, parts: Blob[]): Promise<void> {
    letGo(stream);
    if (turn !== this.#turn) return;
    const recorded = new Blob(parts, { type: parts[0]?.type ?? '' });
    const sound = await (this.small ? asTaken(recorded) : asWav(recorded)).catch(() => null);
    if (turn !== this.#turn) return;
    this.sound = sound;
    this.state = sound ? 'ready' : 'refused';
    this.#settle();
  }
}

/** Closes the microphone. */
function letGo(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop());
}
