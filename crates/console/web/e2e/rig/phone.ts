// A SIP phone at the far end (`wasl phone`): it plays a tone, and what it hears is listened to while it is still talking.
import { join } from 'node:path';
import { Program } from './program';
import { areTones, isTone, listen, readWav, writeTone, type Heard } from './sound';
import { until } from './until';
import type { Wasl } from './wasl';

/** What has to be heard clearly, without a break, before it counts. */
const WINDOW_MS = 500;
/** What nobody is heard at. */
const SILENCE_DB = -50;

let phones = 0;

/** How a phone told its call went. */
export interface Report {
  answered: boolean;
  keys_heard: string;
  talked_ms: number;
}

/** A running phone. */
export class Phone {
  private constructor(
    readonly program: Program,
    private readonly recording: string,
  ) {}

  /** Calls `user` there, plays that tone, and stays until the far end hangs up, or hangs up itself after the limit. */
  static call(wasl: Wasl, user: string, hz: number, options: { from?: string; keys?: string; limit_ms?: number } = {}): Phone {
    const words = ['call', `sip:${user}@127.0.0.1:${wasl.sip}`, '--stay', '--limit-ms', String(options.limit_ms ?? 180_000)];
    if (options.from) words.push('--from', options.from);
    if (options.keys) words.push('--dtmf', options.keys);
    return Phone.start(wasl, 'caller', words, hz);
  }

  /** Calls `user` there and says what is in that file, once. */
  static says(wasl: Wasl, user: string, file: string, from: string): Phone {
    const words = ['call', `sip:${user}@127.0.0.1:${wasl.sip}`, '--stay', '--limit-ms', '180000', '--from', from];
    return Phone.run(wasl, 'caller', words, file);
  }

  /** Registers as that agent and answers, playing that tone; back when it is registered. */
  static async agent(wasl: Wasl, agent: string, hz: number): Promise<Phone> {
    const words = ['answer', '--registrar', `127.0.0.1:${wasl.sip}`, '--account', `${agent}:${agent}-demo`];
    const phone = Phone.start(wasl, agent, words, hz);
    await phone.program.printed('ready at');
    return phone;
  }

  private static start(wasl: Wasl, name: string, words: string[], hz: number): Phone {
    return Phone.run(wasl, name, words, writeTone(join(wasl.folder, `tone-${hz}.wav`), hz, { rate: 16_000, seconds: 170 }));
  }

  private static run(wasl: Wasl, name: string, words: string[], file: string): Phone {
    const recording = join(wasl.folder, `phone-${phones++}-hears.wav`);
    const args = ['phone', ...words, '--address', '127.0.0.1', '--play', file, '--record', recording, '--json'];
    return new Phone(Program.wasl(`the phone of ${name}`, args), recording);
  }

  private frames(): { rate: number; samples: Int16Array } {
    const { rate, channels } = readWav(this.recording);
    return { rate, samples: channels[0] ?? new Int16Array() };
  }

  /** Listens to what comes from now on until it is as wanted for a while. */
  private async hears(what: string, wanted: (heard: Heard, samples: Int16Array, rate: number) => boolean, within: number): Promise<void> {
    const start = this.frames().samples.length;
    let last: Heard | undefined;
    const look = () => {
      const { rate, samples } = this.frames();
      const size = (rate * WINDOW_MS) / 1000;
      if (samples.length - start < size) return undefined;
      const newest = samples.subarray(-size);
      last = listen(newest, rate);
      return wanted(last, newest, rate) || undefined;
    };
    const seen = () => (last ? `heard ${last.hz} Hz (${last.share.toFixed(2)}) at ${last.db.toFixed(0)} dB` : `heard nothing; ${this.program.output}`);
    await until(what, look, { within, every: 200, seen });
  }

  /** Hears that tone, from now on. */
  async hearsTone(hz: number, within = 25_000): Promise<void> {
    await this.hears(`the phone hears ${hz} Hz`, (heard) => isTone(heard, hz), within);
  }

  /** Hears all those tones at once, from now on. */
  async hearsTones(tones: number[], within = 25_000): Promise<void> {
    await this.hears(`the phone hears ${tones.join(' and ')} Hz`, (_, samples, rate) => areTones(samples, rate, tones), within);
  }

  /** Hears nobody, from now on. */
  async hearsNothing(within = 25_000): Promise<void> {
    await this.hears('the phone hears nothing', (heard) => heard.db < SILENCE_DB, within);
  }

  /** Hears something that is not that tone: music, a voice. */
  async hearsOther(hz: number, within = 25_000): Promise<void> {
    await this.hears(`the phone hears other than ${hz} Hz`, (heard) => heard.db > -55 && !isTone(heard, hz), within);
  }

  /** Everything heard so far. */
  heard(): { rate: number; samples: Int16Array } {
    return this.frames();
  }

  /** Still in its call. */
  get talking(): boolean {
    return this.program.alive;
  }

  /** Waits until the far end has hung up, and gives the phone's report. */
  async over(within = 25_000): Promise<Report> {
    await until('the phone is hung up', () => !this.program.alive || undefined, { within, seen: () => this.program.output });
    return this.report();
  }

  /** Hangs up. */
  async hangUp(): Promise<void> {
    await this.program.stop();
  }

  /** The last report printed. */
  report(): Report {
    const line = this.program.output.split('\n').findLast((text) => text.startsWith('{"answered"'));
    if (!line) throw new Error(`the phone told nothing:\n${this.program.output}`);
    return JSON.parse(line) as Report;
  }
}
