/** The beginning of a shift: one gesture unlocks the sound, asks for what is needed, and tests the microphone. */
import { NoMicrophone, closeStream, level, openMicrophone } from '$lib/phone/sound';
import { askNotifications } from './attention';
import { desk } from './desk.svelte';

const TEST_MS = 2000;
/** Louder than this at least once is somebody there. */
const THERE = 0.12;

export type Step = 'rest' | 'testing' | 'silent' | 'denied' | 'missing';

class ShiftStart {
  step = $state<Step>('rest');
  level = $state(0);

  /** Has to be called inside a gesture. */
  async start(): Promise<void> {
    await desk.attention.ringer.unlock();
    this.step = 'testing';
    let stream: MediaStream;
    try {
      stream = await openMicrophone();
    } catch (error) {
      this.step = error instanceof NoMicrophone && error.fault === 'microphone_denied' ? 'denied' : 'missing';
      return;
    }
    const loudest = await this.#listen(stream);
    closeStream(stream);
    await askNotifications();
    if (loudest >= THERE) await this.onward();
    else this.step = 'silent';
  }

  /** Begins the shift whatever the test said. */
  async onward(): Promise<void> {
    this.step = 'rest';
    await desk.begin(false);
  }

  async #listen(stream: MediaStream): Promise<number> {
    let loudest = 0;
    const stop = level(stream, (now) => {
      this.level = now;
      loudest = Math.max(loudest, now);
    });
    await new Promise((done) => setTimeout(done, TEST_MS));
    stop();
    this.level = 0;
    return loudest;
  }
}

export const shiftStart = new ShiftStart();
