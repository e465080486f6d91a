/** How good the line is, from what `getStats` counts. */

/** Counters of one moment; all but the first two only grow. */
export type Sample = {
  at: number;
  ice: RTCIceConnectionState;
  received: number;
  lost: number;
  jitterMs: number;
  rttMs: number | null;
};

export type QualityWord = 'good' | 'fair' | 'poor';
export type Quality = { bars: 1 | 2 | 3; word: QualityWord; lossPct: number; jitterMs: number; rttMs: number | null };

/** Quality is told over this much of the past. */
const WINDOW_MS = 4000;

/** Limits of good and of fair: loss in percent, jitter and round trip in milliseconds. */
const GOOD = { loss: 1.5, jitter: 30, rtt: 300 };
const FAIR = { loss: 4, jitter: 60, rtt: 500 };

/** The quality over the last seconds; `null` before two samples with packets. */
export function quality(samples: readonly Sample[]): Quality | null {
  const last = samples.at(-1);
  const first = samples.find((sample) => last !== undefined && last.at - sample.at <= WINDOW_MS);
  if (last === undefined || first === undefined || last.received <= first.received) return null;
  const lost = Math.max(0, last.lost - first.lost);
  const lossPct = (100 * lost) / (lost + last.received - first.received);
  const { jitterMs, rttMs } = last;
  const within = (limit: typeof GOOD) => lossPct < limit.loss && jitterMs < limit.jitter && (rttMs ?? 0) < limit.rtt;
  const word: QualityWord = within(GOOD) ? 'good' : within(FAIR) ? 'fair' : 'poor';
  return { bars: word === 'good' ? 3 : word === 'fair' ? 2 : 1, word, lossPct, jitterMs, rttMs };
}

/** What the samples say about whether sound flows. */
export type Flow = 'waiting' | 'flowing' | 'broken' | 'no_path' | 'no_sound';

/** Nothing for this long after the answer is said to be nothing. */
export const PATIENCE_MS = 6000;

/** Follows one connection from its answer on. */
export class FlowWatch {
  #began: number;
  #flowed = false;
  #samples: Sample[] = [];

  constructor(now: number) {
    this.#began = now;
  }

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  take(sample: Sample): Flow {
    this.#samples.push(sample);
    while ((this.#samples[0]?.at ?? sample.at) < sample.at - 3 * WINDOW_MS) this.#samples.shift();
    const up = sample.ice === 'connected' || sample.ice === 'completed';
    if (this.#flowed) return up ? 'flowing' : sample.ice === 'checking' ? 'flowing' : 'broken';
    this.#flowed = up && sample.received > 0;
    if (this.#flowed) return 'flowing';
    if (sample.at - this.#began < PATIENCE_MS) return 'waiting';
    return up ? 'no_sound' : 'no_path';
  }
}

/** The counters of a report (W3C webrtc-stats). */
export function sampleOf(report: RTCStatsReport, ice: RTCIceConnectionState, at: number): Sample {
  const sample: Sample = { at, ice, received: 0, lost: 0, jitterMs: 0, rttMs: null };
  for (const stat of report.values()) {
    if (stat.type === 'inbound-rtp' && stat.kind === 'audio') {
      sample.received += stat.packetsReceived ?? 0;
      sample.lost += stat.packetsLost ?? 0;
      sample.jitterMs = 1000 * (stat.jitter ?? 0);
    } else if (stat.type === 'candidate-pair' && stat.nominated && stat.currentRoundTripTime !== undefined) {
      sample.rttMs = 1000 * stat.currentRoundTripTime;
    }
  }
  return sample;
}
