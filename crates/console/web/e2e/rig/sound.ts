// Tones out and in: sound files to play, and how much of a tone is in what was heard.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** How far a tone may be off and still be that tone. */
export const OFF_HZ = 5;

/** Writes a mono 16-bit WAV that holds one tone, 12 dB below full scale. */
export function writeTone(path: string, hz: number, { rate = 48_000, seconds = 10 } = {}): string {
  const samples = Int16Array.from({ length: rate * seconds }, (_, n) => 8_000 * Math.sin((2 * Math.PI * hz * n) / rate));
  return writeWav(path, [samples], rate);
}

/** Writes a mono 16-bit WAV of these pieces, one after the other. */
export function writeWav(path: string, pieces: Int16Array[], rate: number): string {
  const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  writeFileSync(path, Buffer.concat([header, ...pieces.map((piece) => Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))]));
  return path;
}

/** Sound as read. */
export interface Sound {
  rate: number;
  /** One list of samples per channel. */
  channels: Int16Array[];
}

/** Reads a 16-bit WAV, also one that is still being written; nothing yet is no channel. */
export function readWav(path: string): Sound {
  return readBytes(existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
}

/** The same, of what was fetched. */
export function readBytes(bytes: Buffer): Sound {
  const at = bytes.indexOf('data');
  if (at < 0 || bytes.length < at + 8) return { rate: 16_000, channels: [] };
  const count = bytes.readUInt16LE(22);
  const frames = Math.floor((bytes.length - at - 8) / 2 / count);
  const sample = (frame: number, channel: number) => bytes.readInt16LE(at + 8 + (frame * count + channel) * 2);
  const channels = Array.from({ length: count }, (_, channel) => Int16Array.from({ length: frames }, (_, n) => sample(n, channel)));
  return { rate: bytes.readUInt32LE(24), channels };
}

/** What the ear makes of a piece of sound. */
export interface Heard {
  /** The strongest tone. */
  hz: number;
  /** Its share of the sound's energy, 0 to 1. */
  share: number;
  /** Level in dB below full scale. */
  db: number;
}

/** Listens to a piece of sound. */
export function listen(samples: Int16Array, rate: number): Heard {
  const power = powerOf(samples);
  const db = 10 * Math.log10(Math.max(power, 1) / 32_768 ** 2);
  let best = { hz: 0, share: 0 };
  for (let hz = 200; hz <= 1_500; hz += 2) {
    const share = shareOf(samples, rate, hz, power);
    if (share > best.share) best = { hz, share };
  }
  return { ...best, db };
}

/** The share of a tone in the energy (Goertzel). */
export function shareOf(samples: Int16Array, rate: number, hz: number, power: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let one = 0;
  let two = 0;
  for (const sample of samples) [one, two] = [sample + turn * one - two, one];
  const energy = one * one + two * two - turn * one * two;
  return power < 1 ? 0 : Math.min((2 * energy) / samples.length ** 2 / power, 1);
}

/** Is that what a clear tone of this height sounds like. */
export function isTone(heard: Heard, hz: number): boolean {
  return heard.share > 0.5 && heard.db > -45 && Math.abs(heard.hz - hz) <= OFF_HZ;
}

/** Are all those tones clearly there at once. */
export function areTones(samples: Int16Array, rate: number, tones: number[]): boolean {
  const power = powerOf(samples);
  return power > 30_000 && tones.every((hz) => shareOf(samples, rate, hz, power) > 0.15);
}

const powerOf = (samples: Int16Array) => samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(samples.length, 1);

/** For how long that tone is clearly there, in windows of 100 ms; among others, where its share may be less. */
export function toneMs(samples: Int16Array, rate: number, hz: number, least = 0.6): number {
  const size = rate / 10;
  let found = 0;
  for (let from = 0; from + size <= samples.length; from += size) {
    const window = samples.subarray(from, from + size);
    const power = powerOf(window);
    if (power > 10_000 && shareOf(window, rate, hz, power) > least) found += 100;
  }
  return found;
}
