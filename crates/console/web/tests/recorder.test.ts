import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SoundRecorder } from '$lib/sound/recorder.svelte';
import { SENT_AS } from '$lib/sound/wav';

/** A browser's recorder: what it wrote comes some time after `stop()`. */
class Media {
  static last: Media;
  static isTypeSupported = (type: string) => type === SENT_AS;
  state = 'inactive';
  ondataavailable: (told: { data: Blob }) => void = () => undefined;
  onstop: () => void = () => undefined;
  constructor(
    readonly stream: unknown,
    readonly options: { mimeType?: string },
  ) {
    Media.last = this;
  }
  start = () => (this.state = 'recording');
  stop = () => {
    this.state = 'inactive';
    setTimeout(() => {
      this.ondataavailable({ data: new Blob(['opus'], { type: SENT_AS }) });
      this.onstop();
    }, 10);
  };
}

class Context {
  createAnalyser = () => ({ fftSize: 4, getFloatTimeDomainData: () => undefined });
  createMediaStreamSource = () => ({ connect: () => undefined });
  close = () => Promise.resolve();
}

let stopped: number;
/** Opens the microphone; called when the browser's user allows it. */
let allow: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  stopped = 0;
  const stream = { getTracks: () => [{ stop: () => stopped++ }] };
  const getUserMedia = () => new Promise((given) => (allow = () => given(stream)));
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
  vi.stubGlobal('MediaRecorder', Media);
  vi.stubGlobal('AudioContext', Context);
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 16));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function recording(): Promise<SoundRecorder> {
  const recorder = new SoundRecorder(60_000, true);
  const began = recorder.start();
  allow();
  await began;
  expect(recorder.state).toBe('recording');
  return recorder;
}

describe('a recording', () => {
  it('is sent as the browser wrote it, where the house reads that', async () => {
    const recorder = await recording();
    expect(Media.last.options.mimeType).toBe(SENT_AS);
    const settled = recorder.settled();
    await vi.advanceTimersByTimeAsync(20);
    expect(await (await settled)?.text()).toBe('opus');
    expect([recorder.state, stopped]).toEqual(['ready', 1]);
  });

  it('is not kept when the word is taken back while it runs', async () => {
    const recorder = await recording();
    recorder.forget();
    await vi.advanceTimersByTimeAsync(20);
    expect([recorder.state, recorder.sound, stopped]).toEqual(['off', null, 1]);
    expect(await recorder.settled()).toBeNull();
  });

  it('does not begin when the word is taken back before the microphone opens', async () => {
    const recorder = new SoundRecorder(60_000, true);
    const began = recorder.start();
    recorder.forget();
    allow();
    await began;
    expect([recorder.state, stopped]).toEqual(['off', 1]);
  });

  it('dropped while it is waited for is none', async () => {
    const recorder = await recording();
    const settled = recorder.settled();
    recorder.forget();
    expect(await settled).toBeNull();
  });
});
