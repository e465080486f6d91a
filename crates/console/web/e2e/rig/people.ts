// A customer with fields, people alike and a journey of every kind, held in memory as the house would hold them.
import { Paper, Refused } from './paper';
import { CALL } from './talk';

type Any = Record<string, unknown>;
const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 9, 20, 8);
const fold = (text: string) => text.replace(/[أإآ]/g, 'ا').toLowerCase();

/** What the reader made of the words of a recorded visit: nobody solved anything, and nobody thanked. */
const OF_VISIT = {
  found: [{ step: 'apologise', utterance: 'w1', span: { start: 12_000, end: 15_000 }, words: 'نعتذر منك على التأخير', phrase: 'نعتذر', credited: true }],
  missing: ['listen', 'solve', 'thank'],
  in_order: true,
  order_errors: [],
  listening: { listened: false, interruptions: 1, interrupted_ms: 400, talked_over_ms: 400, agent_ms: 20_000, caller_ms: 30_000, agent_share_pct: 40, said_back: [], longest_silence_ms: 3_000, response_ms: 600 },
  apologies: [],
  apology_to_action_ms: null,
  sincerity: null,
  marks: [],
  score: 30,
};

export function writePeople(paper: Paper, { role = 'supervisor' }: { role?: string } = {}) {
  const field = (kind: string, value: string, more: Any = {}): Any => ({ kind, value, day: null, source: 'customer', by: 'noura', at: FIRST, consent: true, ...more });
  const customers: Any[] = [
    { id: 'u1', name: 'سعود الشريف', numbers: ['+966501234567', '+966112345678'], city: 'الرياض', language: 'ar', occasion: 'تخرّج ابنته' },
    { id: 'u2', name: 'سعود الشريف (فرع جدة)', numbers: ['+966550000002'], city: 'جدة', language: 'ar', occasion: null },
    { id: 'u3', name: 'Layla Haddad', numbers: ['+966550000003'], city: null, language: 'en', occasion: null },
  ];
  const fields: Any[] = [
    field('name', 'سعود الشريف'), field('address_as', 'أبو عمر', { by: 'omar' }), field('language', 'ar', { source: 'agent' }), field('dialect', 'نجدية', { source: 'agent' }),
    field('occasion', 'زواج ابنه', { day: '2026-12-04', source: 'branch', by: 'reem' }),
    field('preference', 'يفضّل الاتصال بعد العصر'), field('preference', 'لا يحب الانتظار مع الموسيقى', { source: 'agent', consent: false, by: 'mona' }),
    field('branch_number', 'RUH-4471', { source: 'import', by: 'huda' }), field('national_id_tail', '8802', { source: 'branch', by: 'reem' }),
  ];
  const merges: Any[] = [];
  const mood = (mood: string, source = 'machine', confidence = 0.82) => ({ mood, source, confidence });
  const none = { call: null, visit: null, promise: null, branch: null, agent: null, intent: null, text: null, mood: null };
  const steps: Any[] = [
    { kind: 'ivr', call: 'c1', intent: 'order_status', mood: mood('neutral', 'machine', 0.5) },
    { kind: 'abandoned', call: 'c2', mood: mood('frustrated') },
    { kind: 'web', call: 'c3', agent: 'omar', intent: 'refund_status', text: 'سأل عن مبلغه من صفحة الموقع.', mood: mood('lost') },
    { kind: 'phone', call: CALL, agent: 'noura', intent: 'refund_status', text: 'وُعد برد المبلغ يوم الأحد، وشكر الموظفة.', mood: mood('satisfied', 'customer', 1) },
    { kind: 'promise_made', call: CALL, agent: 'noura', promise: 'p1', branch: 'riyadh-olaya', text: 'يرجع المبلغ لحسابه يوم الأحد' },
    { kind: 'visit', visit: 'v0', branch: 'riyadh-olaya', intent: 'refund_status', text: 'أبلغناه أن الاسترداد ثلاثون يومًا ولا يوجد طلب مسجل، خرج متضايقًا', mood: mood('angry', 'staff', 1) },
    { kind: 'promise_broken', call: CALL, agent: 'noura', promise: 'p1', branch: 'riyadh-olaya', text: 'يرجع المبلغ لحسابه يوم الأحد' },
    { kind: 'callback', call: 'c4', text: 'طلب أن نعاود الاتصال به بعد الزيارة.' },
    { kind: 'phone', call: 'c5', agent: 'sara', text: 'اعتذرنا، ووصل مبلغه أمس.', mood: mood('sad', 'agent', 1) },
    { kind: 'promise_kept', call: 'c5', agent: 'sara', promise: 'p2', text: 'يصل المبلغ قبل الخميس', mood: null },
    { kind: 'phone', call: 'c6', agent: 'noura', text: 'اتصل ليشكر.', mood: mood('satisfied') },
  ].map((step, n) => ({ ...none, ...step, at: FIRST + n * 3 * DAY_MS }));
  paper.on('GET', '/api/v1/me', () => ({ name: 'mona', display_name: 'منى', role, agent: false, csrf: 'paper', branch: null }));
  const of = (id: string | undefined) => customers.find((one) => one.id === id);
  const fits = ({ query }: { query: URLSearchParams }, name: string) => {
    const wanted = fold(query.get(name) ?? '');
    return customers.filter((one) => fold(String(one.name)).includes(wanted) || (one.numbers as string[]).some((number) => /^\d+$/.test(wanted) && number.endsWith(wanted)));
  };
  paper.on('GET', '/api/v1/customers', (asked) => ({ items: fits(asked, 'query'), next: null }));
  paper.on('GET', '/api/v1/branch/find', (asked) => {
    if (asked.query.get('q') === 'RUH-4471') return { items: [{ customer: of('u1'), number: null, by: 'branch_number', address_as: 'أبو عمر', open_promises: 2 }] };
    return { items: fits(asked, 'q').map((customer) => ({ customer, number: null, by: 'name', address_as: customer.id === 'u1' ? 'أبو عمر' : null, open_promises: customer.id === 'u1' ? 2 : 0 })) };
  });
  paper.on('GET', '/api/v1/customers/*/profile', (_, id) => {
    const customer = of(id);
    if (!customer) return new Refused(404, 'there is no such customer');
    const one = id === 'u1';
    const gone = merges.some(({ undone }) => undone === null);
    return { customer, fields: one ? fields : [], alike: one && !gone ? [{ customer: of('u2'), rule: 'same_branch_number' }] : [], merges: one ? merges : [] };
  });
  paper.on('GET', '/api/v1/customers/*/journey', (_, id) => (id === 'u1' ? { steps, worst: 5 } : { steps: [], worst: null }));
  paper.on('PUT', '/api/v1/customers/*/fields', ({ body }) => {
    const written = body as Any;
    const many = ['occasion', 'preference', 'branch_number', 'ticket'].includes(String(written.kind));
    const at = fields.findIndex((one) => one.kind === written.kind && (!many || one.value === written.value));
    const kept = { ...written, by: 'mona', at: Date.now() };
    if (at < 0) fields.push(kept);
    else fields[at] = kept;
    if (written.consent && ['name', 'language', 'occasion'].includes(String(written.kind))) of('u1')![String(written.kind)] = written.value;
    return kept;
  });
  paper.on('POST', '/api/v1/customers/*/fields/drop', ({ body }) => {
    const gone = body as Any;
    const at = fields.findIndex((one) => one.kind === gone.kind && one.value === gone.value);
    if (at < 0) return new Refused(404, 'there is no such field');
    fields.splice(at, 1);
    return undefined;
  });
  paper.on('PUT', '/api/v1/customers/*', ({ body }, id) => Object.assign(of(id)!, body as Any));
  paper.on('POST', '/api/v1/customers/*/merges', ({ body }, id) => {
    const merge = { id: 'm1', kept: id, gone: (body as Any).gone, rule: 'same_branch_number', by: 'mona', at: Date.now(), undone: null };
    merges.unshift(merge);
    return merge;
  });
  paper.on('DELETE', '/api/v1/customers/*/merges/*', () => {
    merges[0]!.undone = Date.now();
    return undefined;
  });
  paper.on('GET', '/api/v1/branch/visits', () => ({
    items: [{ id: 'v0', customer: 'u1', branch: 'riyadh-olaya', at: FIRST, reason: 'refund_status', served_by: 'فهد', notes: '', outcomes: [{ promise: 'p1', outcome: 'not_kept', why: 'لا طلب في النظام' }], left: 'angry', said: [], callback: null, logged_at: FIRST, logged_by: 'reem', recording: 'none', name: 'سعود الشريف', last: OF_VISIT }],
  }));
  paper.on('GET', '/api/v1/intents', () => [
    { id: 'refund_status', name: { ar: 'أين مبلغي', en: 'Where is my refund' } },
    { id: 'order_status', name: { ar: 'أين طلبي', en: 'Where is my order' } },
  ]);
  return { customers, fields, merges, steps };
}
