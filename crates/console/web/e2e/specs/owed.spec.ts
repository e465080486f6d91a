// Promises reach those who have to see to them: at the agent's desk between calls, and at the branch.
import type { WebSocketRoute } from '@playwright/test';
import { Refused, type Paper } from '../rig/paper';
import { looksWellInBoth, shot } from '../rig/looks';
import { expect, test, type Stage } from '../rig/stage';

type Any = Record<string, unknown>;
const HOUR_MS = 3_600_000;
const CALL = '0195f0c0-0000-7000-8000-000000000001';

function promised(id: string, more: Any): Any {
  return {
    id, what: '', state: 'open', due: null, branch: null, customer: null, made_in: null, keeper: 'phone', made_at: Date.now() - 9 * HOUR_MS, agent: 'noura',
    utterance: null, number: null, callback: null, closed_at: null, owner: null, ...more,
  };
}

/** A house with promises, that keeps what is answered; and what tells its pages. */
function ledger(paper: Paper, items: Any[]): void {
  const of = (id?: string) => items.find((one) => one.id === id)!;
  paper.on('GET', '/api/v1/promises/alerts', () => items.filter(({ state, due }) => state === 'open' && due !== null && (due as number) < Date.now() + 24 * HOUR_MS));
  paper.on('GET', '/api/v1/promises', ({ query }) => ({ items: items.filter(({ state, agent }) => state === query.get('state') && agent === 'noura'), next: null }));
  paper.on('PUT', '/api/v1/promises/*', ({ body }, id) => {
    const { state, due_ms } = body as { state?: string; due_ms?: number };
    return Object.assign(of(id), state ? { state } : {}, due_ms ? { due: due_ms } : {});
  });
  paper.on('DELETE', '/api/v1/promises/*', (_, id) => void items.splice(items.indexOf(of(id)), 1));
  paper.on('GET', '/api/v1/customers/*/profile', (_, id) => ({ customer: { id, name: id === 'u1' ? 'لطيفة العتيبي' : 'سعود الشريف', numbers: [], city: null, language: 'ar', occasion: null }, fields: [], alike: [], merges: [] }));
}

/** A desk between calls. */
function idle(paper: Paper): void {
  paper.on('GET', '/api/v1/agents/me/desk', () => ({ agent: 'noura', display_name: 'نورة', state: 'ready', reason: null, since_ms: Date.now(), phone: true, flow: true, call: null, wrap_up_until_ms: null, care: { hard_minutes: 4, hard_calls: 1, abuse: 0, budget_used: 0.1, rest_offered: false } }));
  paper.on('GET', '/api/v1/agents/me/today', () => ({ calls: 7, talk_ms: 1_500_000, hard_calls: 1, thanks: 2, thank_you: null }));
  paper.on('GET', '/api/v1/intents', () => []);
}

async function sitting(stage: Stage, me: Any) {
  const paper = await stage.paper();
  paper.on('GET', '/api/v1/me', () => ({ csrf: 'paper', agent: false, branch: null, ...me }));
  const { context } = await stage.sit();
  const lines: WebSocketRoute[] = [];
  await context.routeWebSocket(/\/api\/v1\/events/, (line) => void lines.push(line));
  const tell = (notice: Any) => lines.at(-1)!.send(JSON.stringify({ topic: 'notices', notice }));
  return { paper, tell, page: await context.newPage(), topics: () => new URL(lines.at(-1)!.url()).searchParams.get('topics') };
}

test('between calls an agent sees what comes due, and answers it with one click', async ({ stage }) => {
  const { paper, tell, page, topics } = await sitting(stage, { name: 'noura', display_name: 'نورة', role: 'agent', agent: true });
  const items = [
    promised('p1', { what: 'نرسل له كشف الحساب', due: Date.now() - 2 * HOUR_MS, customer: 'u1' }),
    promised('p2', { what: 'نتصل عليه قبل المغرب', due: Date.now() + 5 * HOUR_MS, number: '+966500000007' }),
    promised('p3', { what: 'تسليم البطاقة', due: Date.now() + HOUR_MS, keeper: 'branch', branch: 'العليا', customer: 'u2' }),
    promised('p4', { what: 'نراجع الرسوم', due: Date.now() + 90 * HOUR_MS, customer: 'u2' }),
    promised('h1', { what: 'راح أتابع طلبك بنفسي وأرد عليك بكرة', state: 'suggested', due: Date.now() + 20 * HOUR_MS, customer: 'u2', made_in: [CALL, { start: 63_400, end: 67_000 }] }),
    promised('h2', { what: 'إن شاء الله خير', state: 'suggested', number: '+966500000009', made_in: [CALL, { start: 93_400, end: 97_000 }] }),
  ];
  ledger(paper, items);
  idle(paper);
  await page.addInitScript(() => sessionStorage.setItem('wasl.shift', 'on'));
  await page.goto(`${paper.url}/agent`);
  const due = page.getByRole('region', { name: 'وعود حان موعدها أو فات' });
  await expect(due.getByRole('listitem')).toHaveCount(2);
  await expect(due).toContainText('فات موعده');
  await expect(due).toContainText('لطيفة العتيبي');
  await expect(due).not.toContainText('تسليم البطاقة');
  expect(topics()).toContain('notices');
  await looksWellInBoth(page, 'agent-owed');

  await test.step('kept with one click, and taken back', async () => {
    await page.getByRole('button', { name: /^وُفِّي: .نتصل عليه قبل المغرب/ }).click();
    await expect(due.getByRole('listitem')).toHaveCount(1);
    await page.getByRole('button', { name: 'تراجع' }).click();
    await expect(due.getByRole('listitem')).toHaveCount(2);
  });
  await test.step('moved to another day only with a reason', async () => {
    await page.getByRole('button', { name: /^موعد آخر لـ: .نرسل له كشف الحساب/ }).click();
    await expect(page.getByRole('button', { name: 'انقل الموعد' })).toBeDisabled();
    await page.getByLabel('الموعد الجديد').fill('2030-01-02T10:00');
    await page.getByLabel('لماذا؟').fill('اتفقنا على ذلك');
    await looksWellInBoth(page, 'agent-owed-move');
    await page.getByLabel('لماذا؟').press('Enter');
    await expect(due.getByRole('listitem')).toHaveCount(1);
    expect(paper.asked.findLast(({ method }) => method === 'PUT')!.body).toEqual({ due_ms: new Date('2030-01-02T10:00').getTime(), why: 'اتفقنا على ذلك' });
  });
  await test.step('what the reader heard is a promise, or none', async () => {
    await page.getByRole('button', { name: /^نعم، وعد: .راح أتابع/ }).click();
    await expect(due).toContainText('راح أتابع طلبك');
    await page.getByRole('button', { name: /^ليس وعدًا: .إن شاء الله خير/ }).click();
    await expect(page.getByRole('region', { name: 'سمعناه في مكالماتك: أهو وعد؟' })).toBeHidden();
  });
  await test.step('one that comes due is told when it does', async () => {
    const fresh = promised('p9', { what: 'نؤكد له الموعد', due: Date.now() + HOUR_MS, customer: 'u1' });
    items.push(fresh);
    tell({ kind: 'promise_due', promise: fresh, user: 'noura', branch: null });
    await expect(page.getByText('وعد يحين موعده')).toBeVisible();
    await expect(due).toContainText('نؤكد له الموعد');
  });
});

const SILENT = {
  id: 'o1', state: 'assigned', group: 'called', assigned: 'noura', outcome: null, note: null, closed_at: null, back_at: null, mood_back: null, name: 'أم خالد',
  found: { person: 'x', customer: null, number: '+966550000002', reason: 'abandoned', also: [], since: Date.now() - 31 * HOUR_MS, call: CALL, visit: null, promise: null, mood: 'frustrated', urgency: 0.8, why_ar: 'انتظرت أربع دقائق ثم انصرفت.', why_en: 'Waited four minutes and left.' },
};

test('an agent finds the silent customers given to them at the desk, and tells how the call went', async ({ stage }) => {
  const { paper, page } = await sitting(stage, { name: 'noura', display_name: 'نورة', role: 'agent', agent: true });
  ledger(paper, []);
  idle(paper);
  let given: Any[] = [SILENT];
  paper.on('GET', '/api/v1/silent-customers', ({ query }) => ({ items: query.get('assigned') === 'noura' ? given : [], next: null }));
  paper.on('POST', '/api/v1/silent-customers/*/outcome', () => ((given = []), SILENT));
  paper.on('GET', '/api/v1/reviews/mine', () => ({ to_score: [], mentions: [], disputes: [], about_me: [] }));
  await page.addInitScript(() => sessionStorage.setItem('wasl.shift', 'on'));
  await page.goto(`${paper.url}/agent`);
  const silent = page.getByRole('region', { name: 'صامتون أُسندوا إليك' });
  await expect(silent).toContainText('أم خالد');
  await expect(page.getByText('لا وعد لك يحين خلال يوم.')).toBeVisible();
  await silent.getByRole('button', { name: 'كيف كان الاتصال' }).click();
  await silent.getByRole('button', { name: 'سُرّ باتصالنا' }).click();
  await silent.getByLabel('ماذا قال').fill('شكرتنا');
  await looksWellInBoth(page, 'agent-silent');
  await silent.getByRole('button', { name: 'حفظ' }).click();
  await expect(silent).toBeHidden();
  expect(paper.asked.findLast(({ method }) => method === 'POST')!.body).toEqual({ outcome: 'glad', note: 'شكرتنا' });
  given = [SILENT];
  await page.goto(`${paper.url}/qa/mine`);
  await expect(page.getByRole('region', { name: 'صامتون أتصل بهم' })).toContainText('انتظرت أربع دقائق');
  await looksWellInBoth(page, 'mine-silent');
});

test('a branch sees what it promised and is due, and hears of more', async ({ stage }) => {
  const { paper, tell, page } = await sitting(stage, { name: 'reem', display_name: 'ريم', role: 'branch', branch: 'العليا' });
  const items = [promised('p1', { what: 'نسلمها البطاقة', due: Date.now() - HOUR_MS, keeper: 'branch', branch: 'فرع العُليا', customer: 'u1' }), promised('p2', { what: 'توقيع الطلب', keeper: 'branch', branch: 'العليا', customer: 'u2' })];
  ledger(paper, items);
  paper.on('GET', '/api/v1/branch/today', () => ({ branch: 'العليا', expected: items.map((promise) => ({ promise, name: promise.customer === 'u1' ? 'لطيفة العتيبي' : 'سعود الشريف' })), suggested: [], visits: [] }));
  await page.goto(`${paper.url}/branch`);
  const due = page.getByRole('region', { name: 'وعود حان موعدها أو فات' });
  await expect(due.getByRole('button', { name: /لطيفة العتيبي/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /لطيفة العتيبي/ }), 'not told twice').toHaveCount(1);
  await expect(page.getByRole('button', { name: /سعود الشريف/ })).toBeVisible();
  await looksWellInBoth(page, 'branch-owed');
  items.push(promised('p3', { what: 'نجهز العقد', due: Date.now() + HOUR_MS, keeper: 'branch', branch: 'العليا', customer: 'u2' }));
  tell({ kind: 'promise_due', promise: items[2], user: null, branch: 'العليا' });
  await expect(page.getByText('وعد يحين موعده')).toBeVisible();
  await expect(due).toContainText('نجهز العقد');
});

test('a visit is called logged only when the server has it', async ({ stage }) => {
  const { paper, page } = await sitting(stage, { name: 'reem', display_name: 'ريم', role: 'branch', branch: 'العليا' });
  ledger(paper, []);
  let line = false;
  paper.on('GET', '/api/v1/branch/today', () => ({ branch: 'العليا', expected: [], suggested: [], visits: [] }));
  paper.on('GET', '/api/v1/branch/find', () => ({ items: [] }));
  paper.on('GET', '/api/v1/intents', () => []);
  paper.on('POST', '/api/v1/branch/visits', () => (line ? {} : new Refused(503, 'away')));
  await page.goto(`${paper.url}/branch`);
  await page.getByLabel('آخر أرقام الجوال أو الهوية، أو التذكرة، أو الاسم').fill('سعود');
  await page.getByRole('button', { name: 'ابحث' }).click();
  await page.getByRole('button', { name: 'سجّل زيارة لشخص جديد' }).click();
  await page.getByLabel('الاسم كما يحب').fill('سعود');
  await page.getByRole('button', { name: 'راضٍ' }).click();
  await page.getByRole('button', { name: 'تم', exact: true }).click();
  await expect(page.getByText('حُفظت على هذا الجهاز، وتُرسل إلى الخادم.')).toBeVisible();
  await expect(page.getByText('زيارة لم تُرسل بعد')).toBeVisible();
  await expect(page.getByText('سُجّلت الزيارة.'), 'the browser has a line, the server has nothing').toHaveCount(0);
  await shot(page, 'branch-kept-ar');
  line = true;
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(page.getByText('سُجّلت الزيارة.')).toBeVisible();
  await expect(page.getByText('زيارة لم تُرسل بعد')).toBeHidden();
  await shot(page, 'branch-logged-ar');
});
