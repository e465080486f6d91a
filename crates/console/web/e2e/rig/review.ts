// Reviews, comments, promises and lists around a written call, held in memory as the house would hold them.
import { Paper, Refused, type Asked } from './paper';
import { CALL, type Talk } from './talk';

type Any = Record<string, unknown>;
const both = (ar: string, en: string) => ({ ar, en });

export const FORM = {
  id: 'care',
  version: 3,
  title: both('خدمة بمحبة', 'Served with care'),
  sections: [
    {
      id: 'method',
      title: both('الأسلوب', 'The method'),
      questions: [
        { id: 'listened', ask: both('استمع حتى أتمّ المتصل كلامه', 'Listened until the caller had finished'), help: both('لم يقاطع قبل أن يفهم', 'Did not interrupt before understanding'), weight: 3, answer: { kind: 'yes_no' }, fatal: false, may_skip: false, hint: 'listen' },
        { id: 'apology', ask: both('اعتذر بصدق وتبع الاعتذار فعل', 'Apologised sincerely and acted on it'), help: null, weight: 2, answer: { kind: 'scale', most: 4 }, fatal: false, may_skip: true, hint: 'apologise' },
        { id: 'solution', ask: both('كيف خرج المتصل', 'How the caller left'), help: null, weight: 3, answer: { kind: 'choice', options: [{ id: 'none', words: both('بلا حل', 'unsolved'), percent: 0 }, { id: 'promised', words: both('بوعد', 'with a promise'), percent: 60 }, { id: 'solved', words: both('بحل', 'solved'), percent: 100 }] }, fatal: false, may_skip: false, hint: 'solve' },
      ],
    },
    {
      id: 'safety',
      title: both('الأمانة', 'Trust'),
      questions: [{ id: 'verified', ask: both('تحقق من الهوية قبل ذكر أي رقم', 'Verified identity before any number'), help: null, weight: 1, answer: { kind: 'yes_no' }, fatal: true, may_skip: true, hint: null }],
    },
  ],
};

export function lastOf(talk: Talk): Any {
  const agents = talk.turns.filter(({ speaker }) => speaker === 'agent');
  const found = [['apologise', agents[1]], ['listen', agents[2]], ['solve', agents[3]]] as const;
  return {
    found: found.flatMap(([step, turn]) => (turn ? [{ step, utterance: turn.id, span: turn.span, words: turn.text, phrase: 'أعتذر', credited: true }] : [])),
    missing: ['thank'],
    in_order: false,
    order_errors: [{ early: 'apologise', late: 'listen' }],
    listening: { listened: true, interruptions: 2, interrupted_ms: 900, talked_over_ms: 900, agent_ms: 42_000, caller_ms: 58_000, agent_share_pct: 42, said_back: agents[5] ? [{ utterance: agents[5].id, span: agents[5].span, words: agents[5].text }] : [], longest_silence_ms: 9_000, response_ms: 700 },
    apologies: agents[1] ? [{ utterance: agents[1].id, span: agents[1].span, words: agents[1].text, phrase: 'أعتذر', action_ms: null, empty: true, repeated: false, mood_before: -60, mood_after: -60 }] : [],
    apology_to_action_ms: 14_000,
    sincerity: 40,
    marks: [],
    score: 62,
  };
}

/** Writes one call and all that hangs on it. `role` is of who looks. */
export function writeCall(paper: Paper, talk: Talk): { comments: Any[]; sheets: Any[] } {
  const at = `/api/v1/calls/${CALL}`;
  const comments: Any[] = [];
  const sheets: Any[] = [];
  const author = () => 'mona';
  paper.on('GET', at, () => talk.call);
  paper.on('GET', `${at}/timeline`, () => ({ items: talk.timeline }));
  paper.on('GET', `${at}/transcript`, () => ({ call: CALL, items: talk.turns }));
  paper.on('GET', `${at}/peaks`, () => talk.peaks);
  paper.on('GET', `${at}/rail`, () => new Refused(404, 'no rail'));
  paper.sound(`${at}/recording`, talk.wav);
  paper.on('GET', '/api/v1/forms', () => [FORM]);
  paper.on('GET', '/api/v1/forms/*', () => FORM);
  paper.on('GET', '/api/v1/promises', () => ({ items: promisesIn(talk), next: null }));
  paper.on('GET', `${at}/comments`, () => comments);
  paper.on('POST', `${at}/comments`, ({ body }: Asked) => {
    const { start_ms, end_ms, text, reply_to } = body as Any;
    const one = { id: `c${comments.length}`, call: CALL, author: author(), span: { start: start_ms, end: end_ms }, text, mentions: [], reply_to, resolved: null, made_at: Date.now(), changed_at: Date.now() };
    comments.push(one);
    return one;
  });
  paper.on('PUT', `${at}/comments/*`, ({ body }, id) => {
    const one = comments.find((comment) => comment.id === id)!;
    one.resolved = (body as Any).resolved ? { by: author(), at: Date.now() } : null;
    return one;
  });
  paper.on('DELETE', `${at}/comments/*`, (_, id) => void comments.splice(comments.findIndex((comment) => comment.id === id), 1));
  const suggested = (question: string, answer: Any, turn: number) => ({ [question]: { answer, by: 'machine', suggested: null, evidence: [{ span: talk.turns[turn]!.span, utterance: talk.turns[turn]!.id, words: talk.turns[turn]!.text }], comment: null } });
  paper.on('GET', `${at}/reviews`, () => ({ machine: { last: lastOf(talk), promises: [] }, stale: staleIn(talk), sheets }));
  paper.on('POST', `${at}/reviews`, () => {
    const marks = { ...suggested('listened', { kind: 'yes', yes: true }, 6), ...suggested('apology', { kind: 'points', points: 2 }, 4) };
    const sheet = { form: FORM.id, version: FORM.version, channel: 'phone', touch: CALL, agent: 'noura', author: author(), blind: false, state: 'draft', marks, comment: null, history: [] };
    sheets.push({ id: 's1', call: CALL, score: { score: 70, before_fatal: 70, fatal_failed: [], sections: [], open: [] }, may: ['edit', 'publish'], sheet });
    return sheets.at(-1);
  });
  paper.on('PUT', `${at}/reviews/*`, ({ body }) => {
    const { marks, comment } = body as { marks: Record<string, Any>; comment: string | null };
    const { sheet } = sheets[0] as { sheet: { marks: Record<string, Any>; comment: string | null } };
    for (const [question, mark] of Object.entries(marks)) sheet.marks[question] = { suggested: sheet.marks[question]?.answer ?? null, ...mark, by: 'person' };
    sheet.comment = comment;
    return sheets[0];
  });
  const leads: Record<string, [string, string[]]> = { publish: ['published', []], acknowledge: ['acknowledged', []], dispute: ['disputed', []], resolve: ['resolved', []] };
  paper.on('POST', `${at}/reviews/*/*`, ({ body }, _, action) => {
    const one = sheets[0] as { may: string[]; sheet: { state: string; history: Any[] } };
    one.sheet.state = leads[action!]![0];
    one.may = leads[action!]![1];
    one.sheet.history.push({ at: Date.now(), by: author(), role: 'author', action, state: one.sheet.state, score: 70, why: (body as Any).why });
    return one;
  });
  return { comments, sheets };
}

/** The first thing an agent said, as if it were an answer of the year before. */
function staleIn(talk: Talk): Any[] {
  const turn = talk.turns.find(({ speaker }) => speaker === 'agent');
  if (!turn) return [];
  const quote = { channel: 'phone', touch: CALL, speaker: 'agent', utterance: turn.id, span: turn.span, words: turn.text, part: { start: 0, end: 12 }, fact: {} };
  return [{ quote, topic: 'refund_time', given: 'refund-time-2025', valid: 'refund-time-2026', days_late: 272, text_ar: 'يصل المبلغ خلال خمسة أيام عمل.', text_en: 'The refund arrives within five working days.' }];
}

function promisesIn(talk: Talk): Any[] {
  const made = talk.turns.find(({ text }) => text.includes('يوم الأحد'));
  if (!made) return [];
  return [
    { id: 'p1', what: 'يرجع المبلغ لحسابه يوم الأحد', state: 'open', due: Date.UTC(2026, 10, 29, 12), branch: 'riyadh-olaya', keeper: 'branch', customer: null, made_in: [CALL, made.span], made_at: Date.now(), agent: 'noura', callback: null, closed_at: null, number: null, utterance: made.id },
    { id: 'p2', what: 'نتصل عليه بكرة نأكد له', state: 'suggested', due: null, branch: null, keeper: 'phone', customer: null, made_in: [CALL, talk.turns.at(-2)!.span], made_at: Date.now(), agent: 'noura', callback: null, closed_at: null, number: null, utterance: null },
  ];
}

/** A list of calls with what was judged of them. */
export function writeList(paper: Paper, talk: Talk, count = 30): void {
  const moods = ['neutral', 'angry', 'frustrated', 'lost', 'satisfied', 'sad'];
  const items = Array.from({ length: count }, (_, n) => ({
    ...talk.call, mood: undefined, id: n === 0 ? CALL : `01970000-0000-7000-8000-${String(n + 5000).padStart(12, '0')}`, began: (talk.call.began as number) - n * 1_740_000, from: n % 9 === 8 ? null : `+9665000000${String(n).padStart(2, '0')}`,
    agent: ['noura', 'omar', 'sara', null][n % 4], queue: ['complaints', 'support', 'loans'][n % 3], intent: ['refund_status', 'card_blocked', 'loan_terms'][n % 3], media_length: 45_000 + ((n * 97) % 11) * 61_000, mood_first: moods[n % 6], mood_last: moods[(n * 5 + 1) % 6], hangup: ['by_caller', 'by_agent', 'abandoned', 'served'][n % 4], hits: [],
  }));
  const steps = ['listen', 'apologise', 'solve', 'thank'];
  paper.on('GET', '/api/v1/calls', ({ query }) => {
    const words = query.get('words') ?? query.get('q');
    const shown = items.filter((call) => !query.get('agent') || call.agent === query.get('agent')).filter((call) => !query.get('mood_end') || call.mood_last === query.get('mood_end'));
    const from = query.get('after') ? shown.findIndex(({ id }) => id === query.get('after')) + 1 : 0;
    const page = shown.slice(from, from + 20);
    const snippet = talk.turns[1]!.text;
    const hit = { utterance: talk.turns[1]!.id, call: CALL, speaker: 'caller', span: talk.turns[1]!.span, text: snippet, marks: [], snippet, snippet_marks: [{ start: 18, end: 23 }], rank: 'exact', mood: 'frustrated' };
    return { items: words ? page.slice(0, 3).map((call) => ({ ...call, hits: [hit] })) : page, next: from + 20 < shown.length ? page.at(-1)!.id : null };
  });
  paper.on('GET', '/api/v1/branches', () => [{ id: 'العليا', names: ['العليا', 'Olaya'] }, { id: 'الملز', names: ['الملز'] }]);
  paper.on('GET', '/api/v1/search/visits', ({ query }) => {
    const text = 'اتصلت عليكم ثلاث مرات، وقالوا في الهاتف يوم الأحد';
    const hit = { utterance: 'w1', speaker: 'caller', span: { start: 12_000, end: 15_000 }, language: 'ar', text, marks: [], snippet: text, snippet_marks: [{ start: text.indexOf('مرات'), end: text.indexOf('مرات') + 4 }], rank: 'exact' };
    const visits = [['v1', 'العليا', 'سعود الشريف', 'sad'], ['v2', 'الملز', null, null]].map(([visit, branch, name, left], n) => ({ visit, branch, name, left, customer: `u${n}`, at: Date.UTC(2026, 10, 22 - n, 8), hits: [hit] }));
    const shown = query.get('agent') ? [] : visits.filter(({ branch }) => !query.get('branch') || branch === query.get('branch'));
    return query.get('after') ? { items: shown.slice(1), next: null } : { items: shown.slice(0, 1), next: shown.length > 1 ? '1-v1' : null };
  });
  paper.on('GET', '/api/v1/reviews', ({ query }) =>
    (query.get('calls') ?? '').split(',').map((call, n) => ({
      call, name: n % 3 === 0 ? ['سعود الشريف', 'أم خالد', 'Layla H.'][n % 9 === 0 ? 0 : n % 2 === 0 ? 1 : 2] : null, steps: n % 7 === 6 ? null : steps.filter((_, k) => (n + k * k) % 3 !== 0), in_order: n % 2 === 0, score: 40 + ((n * 17) % 60),
      promise: [null, 'open', 'kept', 'broken', 'partly_kept'][n % 5], sheet: n % 4 === 1 ? { id: `s${n}`, state: ['draft', 'published', 'disputed', 'acknowledged', 'resolved'][n % 5], score: 50 + ((n * 7) % 50) } : null,
    })),
  );
  paper.on('GET', '/api/v1/views', () => [
    { id: 'v1', name: 'خرجوا غاضبين', query: 'mood_end=angry', shared: true, owner: 'salem', mine: false },
    { id: 'v2', name: 'مكالمات نورة', query: 'agent=noura', shared: false, owner: 'mona', mine: true },
  ]);
}
