/** Microphones, speakers and the ringer: chosen once, changed at any time, never without a way back. */

export type Place = 'microphone' | 'speaker' | 'ringer';
export type Device = { id: string; label: string };
export type Devices = { microphones: Device[]; speakers: Device[] };

const KEPT: Record<Place, string> = { microphone: 'wasl.microphone', speaker: 'wasl.speaker', ringer: 'wasl.ringer' };
/** `off`: the headset or a test cleans the sound itself. */
const PROCESSING = 'wasl.processing';

/** The device chosen for a place; `null` is the system's own. */
export function chosen(place: Place): string | null {
  return localStorage.getItem(KEPT[place]);
}

export function choose(place: Place, device: string | null): void {
  if (device === null) localStorage.removeItem(KEPT[place]);
  else localStorage.setItem(KEPT[place], device);
}

/** What can be chosen now. Names are empty before the microphone was allowed. */
export async function devices(): Promise<Devices> {
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (kind: MediaDeviceKind) =>
    all.filter((device) => device.kind === kind && device.deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphones: of('audioinput'), speakers: of('audiooutput') };
}

/** A chosen device that is no longer there: its place falls back to the system's own. Pure. */
export function gone(found: Devices, kept: Record<Place, string | null>): Place[] {
  const has = (list: Device[], id: string | null) => id === null || list.some((device) => device.id === id);
  const places: Place[] = [];
  if (!has(found.microphones, kept.microphone)) places.push('microphone');
  if (!has(found.speakers, kept.speaker)) places.push('speaker');
  if (!has(found.speakers, kept.ringer)) places.push('ringer');
  return places;
}

/** Why there is no microphone. */
export class NoMicrophone extends Error {
  constructor(readonly fault: 'microphone_denied' | 'microphone_missing') {
    super(fault);
  }
}

/** Opens the microphone; falls back to the system's own when the chosen one is gone. Throws `NoMicrophone`. */
export async function openMicrophone(device: string | null = chosen('microphone')): Promise<MediaStream> {
  const processing = localStorage.getItem(PROCESSING) !== 'off';
  const sound = { echoCancellation: processing, noiseSuppression: processing, autoGainControl: processing, channelCount: 1 };
  if (navigator.mediaDevices === undefined) throw new NoMicrophone('microphone_missing');
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: device === null ? sound : { ...sound, deviceId: { exact: device } } });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (device !== null && name !== 'NotAllowedError') return openMicrophone(null);
    throw new NoMicrophone(name === 'NotAllowedError' || name === 'SecurityError' ? 'microphone_denied' : 'microphone_missing');
  }
}

export function closeStream(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Sends an element's sound to a device, where the browser can. */
export async function hearOn(element: HTMLMediaElement, device: string | null): Promise<void> {
  if (!('setSinkId' in element)) return;
  await element.setSinkId(device ?? '').catch(() => element.setSinkId('').catch(() => undefined));
}

/** The loudness of a stream now, 0..1, told twenty times a second until stopped. */
export function level(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  void context.resume();
  // The window (85 ms at 48 kHz) is longer than the pause between looks: no sound falls between them.
  const analyser = new AnalyserNode(context, { fftSize: 4096 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(loudness(samples));
  }, 50);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Root mean square on a scale where speech fills the meter: -50 dB is 0, -10 dB is 1. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const db = 10 * Math.log10(power + 1e-12);
  return Math.min(1, Math.max(0, (db + 50) / 40));
}

