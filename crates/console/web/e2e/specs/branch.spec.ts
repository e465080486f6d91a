// The branch's desk on a real server: a promise made on the phone is heard, answered and closed at the counter, once.
import type { APIRequestContext, Page } from '@playwright/test';
import { Phone } from '../rig/phone';
import { looksWellInBoth, speak, strangers } from '../rig/looks';
import { listen, readBytes, toneMs } from '../rig/sound';
import { expect, test, type Stage } from '../rig/stage';
import { BRANCH, type Wasl } from '../rig/wasl';

const AGENT_HZ = 660;
const CALLER_HZ = 440;
const NUMBER = '+966500000004';
const NAME = 'لطيفة العتيبي';
const CARD = 'نسلمك البطاقة في فرع العليا <b>بلا رسوم</b>';
const CALL = 'نتصل عليك بعد الزيارة';

const SAYS = {
  ar: {
    by: 'آخر أرقام الجوال أو الهوية، أو التذكرة، أو الاسم', also: 'ومعه (اختياري)', search: 'ابحث', promised: 'وعدناه بـ', hear: 'اسمع الوعد', stop: 'أوقف',
    kept: 'وُفِّي', not: 'لم يوفَّ', not_raised: 'لم يُتطرق إليه', why: 'السبب', notes: 'ما قيل وما تم', left: 'راضٍ', done: 'تم', saved: 'سُجّلت الزيارة.',
    keptHere: 'حُفظت على هذا الجهاز، وتُرسل إلى الخادم.', waits: 'زيارة لم تُرسل بعد', missing: 'بقي قبل الإغلاق:', expected: 'قادمون اليوم',
  },
  en: {
    by: 'Last digits of the phone or national id, a ticket, or a name', also: 'And also (optional)', search: 'Search', promised: 'We promised them', hear: 'Hear the promise', stop: 'Stop',
    kept: 'Kept', not: 'Not kept', not_raised: 'Not raised', why: 'Why', notes: 'What was said and done', left: 'satisfied', done: 'Done', saved: 'The visit is logged.',
    keptHere: 'Kept on this device; it will be sent to the server.', waits: '1 visit not sent yet', missing: 'Before it can be closed:', expected: 'Expected today',
  },
} as const;
type Says = (typeof SAYS)[keyof typeof SAYS];

/** A house in which Noura promised Latifa two things in a call of two tones. */
async function promised(stage: Stage): Promise<Wasl> {
  const wasl = await stage.wasl({}, ['noura', 'mona', 'reem']);
  const agent = stage.keep(await Phone.agent(wasl, 'noura', AGENT_HZ));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', CALLER_HZ, { from: NUMBER, limit_ms: 15_000 }));
  await agent.hearsTone(CALLER_HZ);
  const call = await wasl.onlyCall();
  const noura = await stage.sit();
  await wasl.signIn(noura.context, 'noura');
  const { request } = noura.context;
  await wasl.addCustomer({ request }, { name: NAME, numbers: [NUMBER], city: 'الرياض' });
  // What is heard around a promise without a line are the seconds before it.
  await caller.hearsTone(AGENT_HZ);
  await agent.hearsTone(CALLER_HZ);
  await wasl.change(request, 'POST', `calls/${call}/promises`, { what: CARD, keeper: 'branch', branch: 'فرع العُليا', due_ms: Date.now() + 3_600_000 });
  await wasl.change(request, 'POST', `calls/${call}/promises`, { what: CALL, keeper: 'phone' });
  await wasl.happened(call, 'promise_made');
  await caller.over();
  await wasl.happened(call, 'ended');
  await noura.end();
  return wasl;
}

async function find(page: Page, says: Says): Promise<void> {
  await page.getByLabel(says.by).fill('٠٠٠٤');
  await page.getByLabel(says.also).fill('لطيفه');
  await page.getByRole('button', { name: says.search }).click();
  await page.getByRole('button', { name: new RegExp(NAME) }).filter({ hasText: '0004' }).click();
  await expect(page.getByRole('heading', { name: says.promised })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(2);
}

const card = (page: Page, what: string) => page.getByRole('article').filter({ has: page.getByRole('heading', { name: what }) });
const answer = (page: Page, what: string, outcome: string) => card(page, what).getByRole('button', { name: outcome, exact: true }).click();

async function fill(page: Page, says: Says, notes: string): Promise<void> {
  await answer(page, CARD, says.not);
  await card(page, CARD).getByLabel(says.why).fill('لم تصل إلى الفرع');
  await answer(page, CALL, says.not_raised);
  await page.getByLabel(says.notes).fill(notes);
  await page.getByRole('button', { name: says.left, exact: true }).click();
}

interface Kept {
  id: string;
  outcomes: { promise: string; outcome: string; why: string | null }[];
  [field: string]: unknown;
}
const visits = async (wasl: Wasl, request: APIRequestContext): Promise<Kept[]> =>
  ((await (await request.get(`${wasl.url}/api/v1/branch/visits`)).json()) as { items: Kept[] }).items;

/** The level of what the page plays, in dB below full scale, over a second; the sound is asked of the element itself. */
const played = (page: Page, what: string) =>
  card(page, what).locator('audio').evaluate(async (audio: HTMLAudioElement) => {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 4_096 });
    context.createMediaElementSource(audio).connect(analyser).connect(context.destination);
    await context.resume();
    let loudest = -Infinity;
    for (let n = 0; n < 20; n += 1) {
      await new Promise((next) => setTimeout(next, 50));
      const wave = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(wave);
      loudest = Math.max(loudest, 10 * Math.log10(wave.reduce((sum, sample) => sum + sample * sample, 0) / wave.length || 1e-9));
    }
    await context.close();
    return loudest;
  });

for (const language of ['ar', 'en'] as const) {
  test(`a person is found, their promises heard and answered, and the visit logged in a minute (${language})`, async ({ stage }) => {
    const says = SAYS[language];
    const wasl = await promised(stage);
    const reem = await stage.sit();
    await wasl.signIn(reem.context, 'reem');
    const page = await reem.page();
    const others = strangers(page, wasl.url);
    await page.goto(`${wasl.url}/branch`);
    await speak(page, language);
    await expect(page.getByRole('heading', { name: says.expected })).toBeVisible();
    await expect(page.getByRole('button', { name: NAME }), 'the promise names this branch in another spelling').toBeVisible();
    if (language === 'ar') await looksWellInBoth(page, 'branch-today');
    const began = Date.now();
    await find(page, says);
    await expect(card(page, CARD).getByRole('heading')).toHaveText(CARD);
    await test.step('the promise is heard', async () => {
      await card(page, CARD).getByRole('button', { name: says.hear }).click();
      await expect(card(page, CARD).getByRole('button', { name: says.stop })).toBeVisible();
      expect(await played(page, CARD), 'dB of what is played').toBeGreaterThan(-30);
      const source = await card(page, CARD).locator('audio').getAttribute('src');
      const clip = readBytes(await (await page.request.get(new URL(source!, wasl.url).href)).body());
      for (const channel of clip.channels) {
        for (const hz of [AGENT_HZ, CALLER_HZ]) expect(toneMs(channel, clip.rate, hz, 0.2), `${hz} Hz is in the clip`).toBeGreaterThan(1_000);
      }
    });
    await page.getByRole('button', { name: says.done, exact: true }).click();
    await expect(page.getByRole('alert').filter({ hasText: says.missing }), 'silence is no answer').toBeVisible();
    if (language === 'ar') await looksWellInBoth(page, 'branch-person');
    await fill(page, says, 'شرحنا <script>alert(1)</script>');
    if (language === 'ar') await looksWellInBoth(page, 'branch-filled');
    await page.getByRole('button', { name: says.done, exact: true }).click();
    await expect(page.getByText(says.saved)).toBeVisible();
    if (language === 'en') expect(Date.now() - began, 'ms from finding to done').toBeLessThan(60_000);
    await expect(page.getByRole('button', { name: NAME }), 'nobody is expected any more').toHaveCount(0);
    await expect(page.getByRole('listitem').filter({ hasText: NAME }).filter({ hasText: says.not })).toHaveCount(1);
    if (language === 'ar') await looksWellInBoth(page, 'branch-done');
    const [visit, ...more] = await visits(wasl, page.request);
    expect(more).toEqual([]);
    expect(visit).toMatchObject({ branch: BRANCH, left: 'satisfied', notes: 'شرحنا <script>alert(1)</script>' });
    expect(visit!.outcomes.map(({ outcome, why }) => [outcome, why]).toSorted()).toEqual([['not_kept', 'لم تصل إلى الفرع'], ['not_raised', null]]);
    expect(others).toEqual([]);
  });
}

test('a visit without a line is kept through a reload and sent once from two tabs', async ({ stage }) => {
  const says = SAYS.ar;
  const wasl = await promised(stage);
  const reem = await stage.sit();
  await wasl.signIn(reem.context, 'reem');
  const page = await reem.page();
  await page.goto(`${wasl.url}/branch`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  // The worker fetches what the page is made of after it was told.
  await expect.poll(() => page.evaluate(async () => (await (await caches.open('wasl-branch-1')).keys()).length)).toBeGreaterThan(3);
  await find(page, says);
  const sent: string[] = [];
  reem.context.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/branch/visits')) sent.push(request.postData() ?? '');
  });
  await reem.context.setOffline(true);
  await fill(page, says, 'بلا اتصال');
  await page.getByRole('button', { name: says.done, exact: true }).click();
  await expect(page.getByText(says.keptHere)).toBeVisible();
  await expect(page.getByText(says.waits).first()).toBeVisible();
  await looksWellInBoth(page, 'branch-offline');
  await page.reload();
  await expect(page.getByText(says.waits).first(), 'after a reload without a line').toBeVisible();
  const other = await reem.page();
  await other.goto(`${wasl.url}/branch`);
  await expect(other.getByText(says.waits).first(), 'in another tab').toBeVisible();
  sent.length = 0;
  await reem.context.setOffline(false);
  for (const tab of [page, other]) await expect(tab.getByText(says.waits)).toHaveCount(0);
  const kept = await visits(wasl, page.request);
  expect(kept.map(({ notes, left }) => [notes, left])).toEqual([['بلا اتصال', 'satisfied']]);
  expect(sent.length, 'only one tab sent it').toBe(1);
  await expect(page.getByText(NAME).first(), 'it is among the visits of today').toBeVisible();
});

test('a visit is recorded in the browser with the customer’s word, and its sound reaches the book', async ({ stage }) => {
  const says = SAYS.ar;
  const wasl = await promised(stage);
  const reem = await stage.sit({ hz: 520 });
  await wasl.signIn(reem.context, 'reem');
  const page = await reem.page();
  await page.goto(`${wasl.url}/branch`);
  await find(page, says);
  await page.getByText('تسجيل الزيارة').click();
  await expect(page.getByRole('button', { name: 'ابدأ التسجيل' })).toBeDisabled();
  await page.getByLabel('سألتُ العميل ووافق على التسجيل').check();
  await page.getByRole('button', { name: 'ابدأ التسجيل' }).click();
  await expect(page.getByText(/يُسجَّل الآن/)).toBeVisible();
  await fill(page, says, 'سُجّلت');
  await looksWellInBoth(page, 'branch-recording');
  await expect(page.getByText(/يُسجَّل الآن .*0:0[3-9]/)).toBeVisible();
  await page.getByRole('button', { name: 'أوقف التسجيل' }).click();
  await expect(page.getByText('التسجيل جاهز، ويُرسل مع الزيارة.')).toBeVisible();
  await page.getByRole('button', { name: says.done, exact: true }).click();
  await expect(page.getByText(says.saved)).toBeVisible();
  const sound = async () => {
    const [visit] = await visits(wasl, page.request);
    const answer = visit && (await page.request.get(`${wasl.url}/api/v1/branch/visits/${visit.id}/recording`));
    return answer?.ok() ? readBytes(await answer.body()) : undefined;
  };
  await expect.poll(async () => (await sound()) !== undefined).toBe(true);
  const { rate, channels } = (await sound())!;
  expect([rate, channels.length]).toEqual([16_000, 1]);
  const heard = listen(channels[0]!.subarray(rate, 2 * rate), rate);
  expect(Math.abs(heard.hz - 520)).toBeLessThanOrEqual(5);
  expect(heard.db).toBeGreaterThan(-45);
});
