/** Sound of one microphone as the house takes it: WAV, 16 bit, 16 kHz, or what the browser wrote. */
export const RATE_HZ = 16_000;
const HEADER = 44;

export function wav(samples: Float32Array): ArrayBuffer {
  const bytes = new ArrayBuffer(HEADER + samples.length * 2);
  const view = new DataView(bytes);
  const text = (at: number, word: string) => [...word].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, bytes.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, RATE_HZ * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, n) => view.setInt16(HEADER + n * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true));
  return bytes;
}

/** What a browser may send as it recorded it: the house reads Opus in WebM. */
export const SENT_AS = 'audio/webm;codecs=opus';

/** A recording as it is sent: as it is where the house reads it, else as WAV. Empty throws. */
export function asTaken(recorded: Blob): Promise<Blob> {
  if (recorded.size === 0) return Promise.reject(new Error('nothing was recorded'));
  return /^audio\/webm\b/.test(recorded.type) ? Promise.resolve(recorded) : asWav(recorded);
}

/** What a browser recorded (WebM, Ogg or MP4), as such a WAV. */
export async function asWav(recorded: Blob): Promise<Blob> {
  const context = new OfflineAudioContext(1, 1, RATE_HZ);
  const sound = await context.decodeAudioData(await recorded.arrayBuffer());
  const mixed = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel++) {
    sound.getChannelData(channel).forEach((sample, n) => (mixed[n] = (mixed[n] ?? 0) + sample / sound.numberOfChannels));
  }
  return new Blob([wav(mixed)], { type: 'audio/wav' });
}
