// What is put into every page before its own code: the microphone without tricks, and ears on what comes from the far end.
// Nothing in here uses the pages' own code, so that a mistake there cannot hide itself.

/** What a page's ears heard. */
export interface PageHeard {
  /** The strongest tone. */
  hz: number;
  /** Its share of the sound's energy, 0 to 1. */
  share: number;
  /** Level in dB below full scale. */
  db: number;
  /** RTP packets received on the newest connection. */
  packets: number;
  /** The share of each tone asked for, in their order. */
  shares: number[];
}

/** The ears, as `window.ears`. */
export interface Ears {
  /** How often the page asked for the microphone. */
  asked: number;
  /** Peer connections made. */
  lines: number;
  hear(tones: number[]): Promise<PageHeard | null>;
  /** Cuts the page's WebSockets whose address holds that text, and lets none through until `mend`, as a bad network does. */
  sever(text: string): void;
  mend(): void;
}

declare global {
  interface Window {
    ears: Ears;
  }
}

/** Runs in the page. */
export function growEars(): void {
  const lines: RTCPeerConnection[] = [];
  const sockets: WebSocket[] = [];
  let severed: string | null = null;
  let context: AudioContext | undefined;
  let listening: { track: MediaStreamTrack; analyser: AnalyserNode } | undefined;

  const ears: Ears = {
    asked: 0,
    get lines() {
      return lines.length;
    },
    async hear(tones) {
      const line = lines.findLast((one) => one.connectionState !== 'closed');
      const track = line?.getReceivers().find((receiver) => receiver.track.kind === 'audio' && receiver.track.readyState === 'live')?.track;
      if (!line || !track) return null;
      const heard = analyse(analyserOn(track), tones);
      return { ...heard, packets: await packets(line) };
    },
    sever(text) {
      severed = text;
      for (const socket of sockets) if (socket.url.includes(text) && socket.readyState <= WebSocket.OPEN) socket.close(3_999, 'severed');
    },
    mend() {
      severed = null;
    },
  };
  window.ears = ears;

  function analyserOn(track: MediaStreamTrack): AnalyserNode {
    if (listening?.track === track) return listening.analyser;
    context ??= new AudioContext({ sampleRate: 48_000 });
    void context.resume();
    const analyser = new AnalyserNode(context, { fftSize: 32_768, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    listening = { track, analyser };
    return analyser;
  }

  function analyse(analyser: AnalyserNode, tones: number[]): Omit<PageHeard, 'packets'> {
    const sound = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(sound);
    const power = sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length;
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const energies = Array.from(bins, (db) => (Number.isFinite(db) ? 10 ** (db / 10) : 0));
    const total = energies.reduce((sum, energy) => sum + energy, 0);
    const peak = energies.indexOf(Math.max(...energies));
    const near = (bin: number) => energies.slice(Math.max(bin - 4, 0), bin + 5).reduce((sum, energy) => sum + energy, 0) / Math.max(total, 1e-12);
    const width = analyser.context.sampleRate / analyser.fftSize;
    const shares = tones.map((tone) => near(Math.round(tone / width)));
    return { hz: peak * width, share: near(peak), shares, db: 10 * Math.log10(Math.max(power, 1e-12)) };
  }

  async function packets(line: RTCPeerConnection): Promise<number> {
    let received = 0;
    (await line.getStats()).forEach((stats) => {
      if (stats.type === 'inbound-rtp') received += stats.packetsReceived ?? 0;
    });
    return received;
  }

  const Line = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Line {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      lines.push(this);
    }
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      // An address nobody answers at; the page's own policy refuses it as well.
      super(severed !== null && String(url).includes(severed) ? 'ws://127.0.0.1:9/severed' : url, protocols);
      sockets.push(this);
    }
  };
  if (!navigator.mediaDevices) return;
  // A steady tone is noise to noise suppression and echo to echo cancellation.
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wanted) => {
    ears.asked += 1;
    const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const audio = wanted?.audio ? { ...(wanted.audio === true ? {} : wanted.audio), ...plain } : wanted?.audio;
    return ask({ ...wanted, ...(audio === undefined ? {} : { audio }) });
  };
}
