// Calls written for the review's pages, from a seed: what was said with word times, moods, events, sound of both sides and its outline.
import type { MoodReading, TimelineEntry, Utterance, Mood, Speaker, CallMood } from '../../src/lib/api/wire';
import type { Peaks, OneCall } from '../../src/apps/qa/state/shapes';

export const CALL = '01970000-0000-7000-8000-000000000001';
const RATE = 8_000;

/** A die that falls the same way each time. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const LINES: Record<Speaker, string[]> = {
  caller: [
    'السلام عليكم أنا اتصلت عليكم ثلاث مرات ومحد رد علي',
    'قالوا لي المبلغ بيرجع خلال يومين وصار له أسبوع',
    'والله تعبت من كثر ما أشرح نفس الكلام كل مرة',
    'طيب يعني متى بالضبط يرجع المبلغ لحسابي',
    'إن شاء الله الله يعطيك العافية ما قصرت',
    'رحت الفرع وقالوا ما عندنا أي خبر عن هالموضوع',
    'the branch told me they know nothing about it',
  ],
  agent: [
    'وعليكم السلام حياك الله معك نورة من خدمة العملاء',
    'أعتذر لك جدا عن التأخير وأفهم إنك تعبت من الاتصال',
    'خليني أراجع طلبك الآن وأنا معك على الخط',
    'تم رفع الطلب وبيرجع المبلغ لحسابك يوم الأحد إن شاء الله',
    'شكرا لصبرك معنا يا أستاذ سعود',
    'فهمت عليك اتصلت ثلاث مرات وما وصلك رد صح',
  ],
  machine: ['حياك الله في خدمة العملاء كيف أقدر أساعدك'],
};
const ARC: Mood[] = ['neutral', 'frustrated', 'angry', 'angry', 'lost', 'frustrated', 'neutral', 'satisfied'];

export interface Talk {
  call: OneCall;
  timeline: TimelineEntry[];
  turns: (Utterance & { read_by: null; other: null })[];
  peaks: Peaks;
  wav: Buffer;
}

/** A call of about that length, ended. */
export function talk(length_ms: number, seed = 7, { sound = true } = {}): Talk {
  const roll = dice(seed);
  const turns: Talk['turns'] = [];
  let at = 800;
  for (let n = 0; at < length_ms - 8_000; n += 1) {
    const speaker: Speaker = n === 0 ? 'machine' : n % 2 === 1 ? 'caller' : 'agent';
    const text = LINES[speaker][n < 12 ? (n >> 1) % LINES[speaker].length : Math.floor(roll() * LINES[speaker].length)]!;
    const start = Math.round(n > 3 && roll() < 0.12 ? at - 1_100 : at);
    let word = start;
    const words = text.split(' ').map((one) => {
      const end = word + 180 + Math.round(one.length * (40 + roll() * 30));
      const said = { text: one, span: { start: word, end }, confidence: roll() < 0.06 ? 0.3 : 0.9 };
      word = end + Math.round(roll() * 60);
      return said;
    });
    const end = words.at(-1)!.span.end;
    const language = /[a-z]/.test(text) ? 'en' : 'ar';
    turns.push({ id: `01970000-0000-7000-8000-${String(n + 100).padStart(12, '0')}`, speaker, span: { start, end }, text, words, language, confidence: 0.9, matched: null, values: [], read_by: null, other: null } as Talk['turns'][number]);
    at = end + (roll() < 0.07 ? 6_000 + roll() * 9_000 : 250 + roll() * 900);
  }
  const began = Date.UTC(2026, 10, 23, 9, 12);
  const moods = moodsOf(turns);
  const end = turns.at(-1)!.span.end + 3_000;
  const happenings: [number, object][] = [
    [0, { type: 'arrived', dialled: 'support', from: '+966500000004', leg: 'a', trunk: null }],
    [100, { type: 'answered' }],
    [150, { type: 'recording_started' }],
    [turns[1]!.span.start, { type: 'bridged', agent: 'noura', leg: 'b' }],
    ...moods.map((reading): [number, object] => [reading.span.end, { type: 'mood', reading }]),
    [end * 0.42, { type: 'held', leg: 'b' }],
    [end * 0.42 + Math.min(25_000, end * 0.1), { type: 'resumed', leg: 'b' }],
    [end, { type: 'ended', hangup: 'by_caller' }],
  ];
  const timeline = happenings
    .sort(([a], [b]) => a - b)
    .map(([media_at, event], seq) => ({ seq, call: CALL, at: began + media_at, media_at: Math.round(media_at), event }) as TimelineEntry);
  const call = {
    id: CALL, began, bridged: began + turns[1]!.span.start, ended: began + end, answered: began + 100, from: '+966500000004', dialled: 'support', language: 'ar', queue: 'complaints', agent: 'noura',
    intent: 'refund_status', mood_first: 'neutral', mood_last: 'satisfied', hangup: 'by_caller', recording: 'kept', media_length: end, outcome: 'promised', summary: 'وُعد برد المبلغ يوم الأحد', mood_said: null, felt: null, kept: null,
    mood: felt(moods),
  } as unknown as OneCall;
  return { call, timeline, turns, ...soundOf(turns, end, sound) };
}

function moodsOf(turns: Talk['turns']): MoodReading[] {
  const callers = turns.filter(({ speaker }) => speaker === 'caller');
  return callers.map(({ span }, n) => {
    const label = ARC[Math.floor((n / callers.length) * ARC.length)]!;
    return { label, span, confidence: n % 5 === 3 ? 0.45 : 0.82, evidence: [{ mood: label, source: 'words', span, weight: 1, what: 'ثالث مرة' }], arousal: null, valence: 0, scores: { angry: 0, frustrated: 0, lost: 0, neutral: 1, satisfied: 0, sad: 0 } } as unknown as MoodReading;
  });
}

function felt(moods: MoodReading[]): CallMood {
  const peak = moods.find(({ label }) => label === 'angry') ?? moods[0]!;
  return { start: 'neutral', end: 'satisfied', trend: 42, score: 12, peak: { at: peak.span.start, mood: peak.label, confidence: 0.82 }, share: { angry: 0.25, frustrated: 0.25, lost: 0.12, neutral: 0.25, satisfied: 0.13, sad: 0 } };
}

/** Caller 220 Hz on the left, others 330 Hz on the right, loud while their words sound; with the outline as the server makes it. */
function soundOf(turns: Talk['turns'], length_ms: number, write: boolean): { peaks: Peaks; wav: Buffer } {
  const step_ms = Math.max(Math.ceil(length_ms / 2_000), 20);
  const steps = Math.ceil(length_ms / step_ms);
  const peaks: Peaks = { step_ms, length_ms: Math.round(length_ms), caller: new Array(2 * steps).fill(0), agent: new Array(2 * steps).fill(0) };
  const frames = write ? Math.round((length_ms / 1000) * RATE) : 0;
  const wav = Buffer.alloc(44 + frames * 4);
  const samples = new Int16Array(wav.buffer, wav.byteOffset + 44, frames * 2);
  for (const turn of turns) {
    const side = turn.speaker === 'caller' ? 0 : 1;
    for (const { span, text } of turn.words) {
      const loud = 40 + ((text.length * 13) % 60);
      for (let step = Math.floor(span.start / step_ms); step <= Math.min(Math.floor(span.end / step_ms), steps - 1); step += 1) {
        const lane = side === 0 ? peaks.caller : peaks.agent;
        lane[2 * step] = Math.min(lane[2 * step]!, -loud);
        lane[2 * step + 1] = Math.max(lane[2 * step + 1]!, loud);
      }
      const hz = side === 0 ? 220 : 330;
      for (let n = Math.round((span.start / 1000) * RATE); n < Math.min(Math.round((span.end / 1000) * RATE), frames); n += 1) samples[2 * n + side] = loud * 200 * Math.sin((2 * Math.PI * hz * n) / RATE);
    }
  }
  header(wav, frames * 4);
  return { peaks, wav };
}

function header(wav: Buffer, bytes: number): void {
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + bytes, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(2, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 4, 28);
  wav.writeUInt16LE(4, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(bytes, 40);
}
