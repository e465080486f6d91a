// Findings, silent customers and reports around a written call, held in memory as the house would hold them.
import { Paper, Refused } from './paper';
import { CALL, type Talk } from './talk';

type Any = Record<string, unknown>;
const bytes = (text: string) => new TextEncoder().encode(text).length;
const part = (words: string, which: string) => {
  const start = bytes(words.slice(0, words.indexOf(which)));
  return { start, end: start + bytes(which) };
};
const NOTE = 'أبلغناه أن الاسترداد ثلاثون يومًا ولا يوجد طلب مسجل، خرج متضايقًا';
const KINDS = ['broken_promise', 'contradiction', 'mood_fall', 'rule_differs'];
const TOPICS = ['promise', 'date', 'mood', 'document', 'fee'];

/** The sixth visit has no notes: only how they left is known of it. */
const n5 = (one: Any) => one.id === 'f5';

export function writeFindings(paper: Paper, talk: Talk): Any[] {
  const told = talk.turns.find(({ text }) => text.includes('يوم الأحد'))!;
  const items: Any[] = Array.from({ length: 6 }, (_, n) => ({
    id: `f${n}`, state: ['open', 'asked', 'answered', 'judged', 'closed', 'open'][n], customer: null, branch: 'riyadh-olaya', queue: 'complaints', call: CALL, visit: `v${n}`, found_at: Date.UTC(2026, 10, 24 - n, 10),
    finding: {
      kind: KINDS[n % 4], topic: TOPICS[n % 5], about: 'refund', confidence: 0.86, promise: n === 0 ? 'p1' : null, book: n % 2 === 0 ? { entry: 'refund', phone_right: true, branch_right: false } : null,
      why_ar: ['وُعد في الهاتف برد المبلغ يوم الأحد، وقال الفرع لا طلب عنده.', 'قيل في الهاتف يومان وفي الفرع ثلاثون يومًا.', 'خرج من الهاتف راضيًا ومن الفرع حزينًا.', 'طلب الفرع وكالة لم يذكرها الهاتف.', 'الرسم خمسون في الهاتف ومئة في الفرع.', 'وُعد باتصال ولم يتصل أحد.'][n],
      why_en: ['Promised on the phone: the money back on Sunday. The branch knew of no request.', 'Two days on the phone, thirty in the branch.', 'Left the phone satisfied and the branch sad.', 'The branch wanted a power of attorney the phone never named.', 'The fee was fifty on the phone and a hundred in the branch.', 'A call was promised and nobody called.'][n],
      phone: { channel: 'phone', touch: CALL, speaker: 'agent', utterance: told.id, span: told.span, words: told.text, part: part(told.text, 'يوم الأحد'), fact: {} },
      branch: { channel: 'branch', touch: `v${n}`, speaker: null, utterance: null, span: null, words: n === 5 ? '' : NOTE, part: n === 5 ? { start: 0, end: 0 } : part(NOTE, 'ثلاثون يومًا'), fact: {} },
    },
    question: n === 1 || n === 2 ? { branch: 'riyadh-olaya', text: 'هل وصلكم الطلب من الهاتف؟', due: Date.UTC(2026, 10, 30, 9), by: 'mona', at: Date.UTC(2026, 10, 25, 9) } : null,
    answer: n === 2 ? { text: 'لم يصلنا شيء، والنظام كان متوقفًا ذلك اليوم.', by: 'fahad', at: Date.UTC(2026, 10, 26, 9) } : null,
    verdict: n === 3 || n === 4 ? { verdict: 'contradicted', reason: 'not_told', phone: { kind: 'quote', span: told.span, words: told.text }, branch: { kind: 'quote', span: null, words: NOTE }, note: null, by: 'mona', at: Date.UTC(2026, 10, 26, 9) } : null,
    lesson: n === 4 ? { text: 'نرسل الوعد إلى الفرع ساعة قوله، ولا نعد بيوم لا نملكه.', by: 'mona', at: Date.UTC(2026, 10, 27, 9) } : null,
  }));
  const of = (id: string | undefined) => items.find((one) => one.id === id);
  paper.on('GET', '/api/v1/intents', () => [{ id: 'refund_status', name: { ar: 'حال الاسترداد', en: 'Refund status' } }]);
  paper.on('GET', '/api/v1/consistency', ({ query }) => ({ items: items.filter((one) => (!query.get('state') || one.state === query.get('state')) && (!query.get('kind') || (one.finding as Any).kind === query.get('kind')) && (!query.get('customer') || one.customer === query.get('customer'))), next: null }));
  paper.on('GET', '/api/v1/consistency/*', (_, id) => {
    const one = of(id);
    if (!one) return new Refused(404, 'no such finding');
    const at = talk.turns.indexOf(told);
    return {
      ...one,
      visit_known: { id: one.visit, customer: 'u1', branch: 'riyadh-olaya', at: Date.UTC(2026, 10, 24, 8), reason: 'refund_status', served_by: 'فهد الحربي', notes: n5(one) ? '' : NOTE, outcomes: [{ promise: 'p1', outcome: 'not_kept', why: n5(one) ? null : 'لا طلب عندنا' }], left: 'sad', said: [] },
      customer_known: { id: 'u1', name: 'سعود الشريف', numbers: [], city: null, language: 'ar', occasion: null }, call_known: talk.call, lines: talk.turns.slice(at - 2, at + 3),
      promise: { id: 'p1', what: 'يرجع المبلغ لحسابه يوم الأحد', state: 'open', due: Date.UTC(2026, 10, 29, 12), branch: 'riyadh-olaya', keeper: 'branch', customer: 'u1', made_in: [CALL, told.span] },
      touches: [
        // A later visit to the same branch: it is not the finding's.
        { at: Date.UTC(2026, 10, 27, 8), channel: 'branch', branch: 'riyadh-olaya', call: null, intent: null, mood_first: null, mood_last: 'satisfied', summary: 'استلم بطاقته' },
        { at: Date.UTC(2026, 10, 24, 8), channel: 'branch', branch: 'riyadh-olaya', call: null, intent: null, mood_first: null, mood_last: 'sad', summary: NOTE },
        { at: talk.call.began, channel: 'phone', branch: null, call: CALL, intent: 'refund_status', mood_first: 'neutral', mood_last: 'satisfied', summary: null },
      ],
      history: [{ at: one.found_at, by: 'wasl', action: 'found', note: null }],
    };
  });
  paper.on('POST', '/api/v1/consistency/*/verdict', ({ body }, id) => {
    const written = body as Any;
    if (!written.phone || !written.branch || [written.phone, written.branch].some((side) => (side as Any).kind === 'quote' && ((side as Any).words as string).trim() === '')) return new Refused(422, 'both sides are needed');
    return Object.assign(of(id)!, { state: 'judged', verdict: { ...written, by: 'mona', at: Date.now() } });
  });
  paper.on('POST', '/api/v1/consistency/*/ask', ({ body }, id) => Object.assign(of(id)!, { state: 'asked', question: { branch: 'riyadh-olaya', text: (body as Any).text, due: (body as Any).due_ms, by: 'mona', at: Date.now() } }));
  paper.on('POST', '/api/v1/consistency/*/close', ({ body }, id) => Object.assign(of(id)!, { state: 'closed', lesson: { text: (body as Any).lesson, by: 'mona', at: Date.now() } }));
  return items;
}

const WORTH = { called: { people: 120, reached: 96, came_back: 78 }, held_out: { people: 118, reached: 0, came_back: 49 }, gain: { points: 23.5, low: 11.2, high: 35 } };

export function writeSilent(paper: Paper): Any[] {
  const reasons = ['callback_owed', 'promise_lapsed', 'abandoned', 'left_in_bad_mood', 'stopped_coming', 'gave_up'];
  const items: Any[] = reasons.map((reason, n) => ({
    id: `o${n}`, state: 'open', group: 'called', assigned: null, outcome: null, note: null, closed_at: null, back_at: null, mood_back: null, name: n % 2 === 0 ? ['سعود الشريف', 'أم خالد', 'Layla H.'][n / 2] : null,
    found: {
      person: `x${n}`, customer: null, number: n === 4 ? null : `+96655000000${n}`, reason, also: n === 0 ? ['left_in_bad_mood'] : [], since: Date.now() - (n + 1) * 31 * 3_600_000, call: n < 4 ? CALL : null, visit: null, promise: null, mood: ['angry', null, 'frustrated', 'sad', null, 'lost'][n], urgency: 0.95 - n * 0.13,
      why_ar: ['وُعد باتصال أمس ولم يتصل به أحد، وكان غاضبًا.', 'فات يوم الأحد ولم يرجع مبلغه ولم يسأل.', 'انتظر أربع دقائق ثم انصرف.', 'خرج حزينًا بعد حديثه مع موظف ولم يشتكِ.', 'كان يأتي كل شهر وانقطع بعد زيارة سيئة.', 'يئس من القائمة بعد ثلاث محاولات.'][n],
      why_en: ['A call was promised yesterday, nobody called, and they were angry.', 'Sunday passed, the money did not come, they did not ask.', 'Waited four minutes and left.', 'Left sad after talking to somebody, without a complaint.', 'Came every month and stopped after a bad visit.', 'Gave up in the menu after three tries.'][n],
    },
  }));
  const of = (id: string | undefined) => items.find((one) => one.id === id)!;
  paper.on('GET', '/api/v1/silent-customers', ({ query }) => ({ items: items.filter((one) => one.state === (query.get('state') ?? 'open')), next: null }));
  paper.on('GET', '/api/v1/people', () => [{ name: 'mona', display_name: 'منى', role: 'qa' }, { name: 'salem', display_name: 'سالم', role: 'supervisor' }, { name: 'reem', display_name: 'ريم', role: 'branch' }]);
  paper.on('POST', '/api/v1/silent-customers/*/assign', ({ body }, id) => Object.assign(of(id), { assigned: (body as Any).user, state: (body as Any).user ? 'assigned' : 'open' }));
  paper.on('POST', '/api/v1/silent-customers/*/outcome', ({ body }, id) => Object.assign(of(id), body as Any, { state: 'closed', closed_at: Date.now() }));
  return items;
}

const STALE = [
  { topic: 'refund_time', given: 'refund-time-2025', valid: 'refund-time-2026', text_ar: 'يصل المبلغ المسترد إلى الحساب خلال خمسة أيام عمل.', text_en: 'The refund arrives in the account within five working days.', calls: 14, visits: 3, call: CALL, before: 6.2, after: 1.9 },
  { topic: 'refund_papers', given: 'refund-papers-2025', valid: 'refund-papers-2026', text_ar: 'للاسترداد لا تحتاج الفاتورة الأصلية، رقم الطلب يكفي.', text_en: 'You do not need the original receipt for a refund, the order number is enough.', calls: 0, visits: 2, call: null, before: null, after: 0.4 },
];

export function writeReports(paper: Paper): void {
  const gap = (key: string, findings: number, before: number | null, after: number | null) => ({ key, findings, contradicted: Math.floor(findings / 2), kept: Math.floor(findings / 5), no_fault: Math.floor(findings / 7), waiting: findings - Math.floor(findings / 2) - Math.floor(findings / 5) - Math.floor(findings / 7), lesson_at: before === null ? null : Date.UTC(2026, 10, 10), before, after });
  const topics = [gap('date', 21, 14.2, 6.1), gap('document', 13, 9, 4.4), gap('fee', 8, null, null), gap('promise', 17, 6, 7.5), gap('yes_no', 0, null, null)];
  const branches = [gap('riyadh-olaya', 24, 12, 5), gap('jeddah-corniche', 11, null, null)];
  paper.on('GET', '/api/v1/reports/gaps', () => ({ by_topic: topics, by_branch: branches, by_queue: [gap('complaints', 19, 11, 4), gap('loans', 9, null, null)], stale: STALE }));
  paper.on('GET', '/api/v1/reports/calibration', () => ({ form: 'care', version: 3, calls: 32, questions: [{ question: 'listened', pairs: 32, agreement: 0.91, kappa: 0.78 }, { question: 'apology', pairs: 30, agreement: 0.6, kappa: 0.31 }, { question: 'solution', pairs: 32, agreement: 0.75, kappa: 0.55 }, { question: 'verified', pairs: 12, agreement: 1, kappa: null }] }));
  paper.on('GET', '/api/v1/reports/silent', () => WORTH);
  paper.on('GET', '/api/v1/reports/executive', ({ query }) => ({
    from: Number(query.get('from')), to: Number(query.get('to')),
    calls: { calls: 4_812, reached_person_pct: 91.4, left_better_pct: 38.2, left_worse_pct: 9.7, left_unhappy_pct: 17.5, method: 64.2, steps_pct: [82.1, 55.4, 71.3, 48.9], good_moment: CALL },
    promises: { made: 412, kept: 241, partly_kept: 38, broken: 41, open: 66, lapsed: 26, unconfirmed: 57, kept_pct: 75.3 },
    consistency: { found: [21, 17, 9, 13], contradicted: 26, waiting: 12, topics, branches, lessons: ['نرسل الوعد إلى الفرع ساعة قوله، ولا نعد بيوم لا نملكه.', 'مستندات القرض واحدة في الهاتف والفرع، من دليل واحد.'] },
    silent: { found: 238, called: 120, waiting: 31, worth: WORTH },
  }));
}
