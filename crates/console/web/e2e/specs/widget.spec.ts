// A caller in a browser, an agent in another: the widget by itself, and in a host page that is not kind to it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { hearsNothing, hearsTone, timesAsked } from '../rig/browser';
import { Desk, SAYS } from '../rig/desk';
import { looksWellInBoth, speak, strangers, violations } from '../rig/looks';
import { Phone } from '../rig/phone';
import { expect, test, type Stage } from '../rig/stage';
import type { Wasl } from '../rig/wasl';

const CALLER_HZ = 440;
const AGENT_HZ = 660;
const RING = { ROUTING__RING_S: '25', ROUTING__WRAP_UP_S: '60' };
const CALL_NOW = 'اتصل الآن';
const CALL_ME = 'اتصلوا بي';

test('a caller presses, meets the machine, asks for a person, and they hear each other', async ({ stage }) => {
  const wasl = await stage.wasl(RING);
  const desk = await Desk.open(wasl, await stage.sit({ hz: AGENT_HZ }), 'noura');
  const page = await (await stage.sit({ hz: CALLER_HZ })).page();
  const others = strangers(page, wasl.url);
  await page.goto(`${wasl.url}/call`);
  await expect(page.getByRole('button', { name: CALL_NOW })).toBeVisible();
  expect(await timesAsked(page), 'nobody is asked for the microphone before the click').toBe(0);
  expect(await page.evaluate(() => window.ears.lines)).toBe(0);
  await page.getByRole('button', { name: CALL_NOW }).click();
  await expect(page.getByRole('heading', { name: 'الرد الآلي معك' })).toBeVisible();
  expect(await timesAsked(page)).toBe(1);
  await looksWellInBoth(page, 'call-machine');
  await page.getByRole('button', { name: 'حدّثني مع إنسان' }).click();
  await desk.answer();
  await expect(page.getByRole('heading', { name: /معك.*نورة/ })).toBeVisible();
  await hearsTone(desk.page, CALLER_HZ);
  await hearsTone(page, AGENT_HZ);
  await test.step('mute', async () => {
    await page.getByRole('button', { name: 'كتم صوتي' }).click();
    await hearsNothing(desk.page);
    await page.getByRole('button', { name: 'صوتك مكتوم' }).click();
    await hearsTone(desk.page, CALLER_HZ);
  });
  await page.getByRole('button', { name: 'لوحة الأرقام' }).click();
  await looksWellInBoth(page, 'call-talks');
  await page.getByRole('button', { name: 'إنهاء' }).click();
  await expect(page.getByRole('heading', { name: 'انتهت المكالمة' })).toBeVisible();
  await expect(desk.page.getByRole('heading', { name: SAYS.wrapUp })).toBeVisible();
  await looksWellInBoth(page, 'call-after');
  await page.getByRole('button', { name: 'راضيًا' }).click();
  await page.getByRole('button', { name: 'نعم', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'شكرًا لك. وصل صوتك.' })).toBeVisible();
  const felt = await wasl.happened(await wasl.onlyCall(), 'caller_felt');
  expect(felt.event).toMatchObject({ mood: 'satisfied', kept: true });
  expect(others).toEqual([]);
});

test('a caller who waits is told the place, and leaves by one press', async ({ stage }) => {
  const wasl = await stage.wasl(RING);
  const agent = stage.keep(await Phone.agent(wasl, 'noura', AGENT_HZ));
  stage.keep(Phone.call(wasl, 'queue-support', 550));
  await agent.hearsTone(550);
  const page = await (await stage.sit({ hz: CALLER_HZ })).page();
  await page.goto(`${wasl.url}/call`);
  await page.getByRole('button', { name: CALL_NOW }).click();
  await page.getByRole('button', { name: 'حدّثني مع إنسان' }).click();
  await expect(page.getByRole('heading', { name: 'أنت في الانتظار' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('main').getByText('أنت التالي.')).toBeVisible();
  await looksWellInBoth(page, 'call-waits');
  await page.getByRole('button', { name: 'إنهاء' }).click();
  const mine = (await wasl.calls()).find(({ dialled }) => dialled === 'support');
  const ended = await wasl.happened(mine!.id, 'ended');
  expect(ended.event).toMatchObject({ hangup: 'abandoned' });
});

test('a caller whom nobody can serve is told what is owed, and says where', async ({ stage }) => {
  const wasl = await stage.wasl(RING, ['mona']);
  const page = await (await stage.sit({ hz: CALLER_HZ })).page();
  await page.goto(`${wasl.url}/call`);
  await expect(page.getByText('لا إنسان هنا ليجيبك الآن', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: CALL_NOW }).click();
  await page.getByRole('button', { name: 'حدّثني مع إنسان' }).click();
  await expect(page.getByText('ولك علينا أن نتصل بك', { exact: false })).toBeVisible({ timeout: 60_000 });
  await looksWellInBoth(page, 'call-owed');
  await page.getByRole('button', { name: CALL_ME }).click();
  await page.getByLabel('رقم هاتفك').fill('0500000005');
  await page.getByRole('button', { name: CALL_ME }).click();
  await expect(page.getByRole('heading', { name: 'سنتصل بك.' })).toBeVisible();
});

test('without a microphone a caller leaves a number, and a promise is kept of it', async ({ stage }) => {
  const wasl = await stage.wasl();
  const page = await (await stage.sit({ microphone: false })).page();
  await page.goto(`${wasl.url}/call`);
  await page.getByRole('button', { name: CALL_NOW }).click();
  await expect(page.getByRole('heading', { name: 'نتصل بك نحن' })).toBeVisible();
  await expect(page.getByText('لم يسمح متصفحك بالميكروفون', { exact: false })).toBeVisible();
  await looksWellInBoth(page, 'call-form');
  await page.getByLabel('رقم هاتفك').fill('12');
  await page.getByRole('button', { name: CALL_ME }).click();
  await expect(page.getByText('اكتب رقمًا من 5 إلى 15 خانة', { exact: false })).toBeVisible();
  await page.getByLabel('رقم هاتفك').fill('+٩٦٦ ٥٠ ٠٠٠ ٠٠٠٣');
  await page.getByLabel(/الاسم/).fill('<b>ليلى</b>');
  await speak(page, 'en');
  await expect(page.getByLabel('Your phone number'), 'what was typed survives the language').toHaveValue('+٩٦٦ ٥٠ ٠٠٠ ٠٠٠٣');
  await page.getByRole('button', { name: 'Call me back' }).click();
  await expect(page.getByRole('heading', { name: 'We will call you.' })).toBeVisible();
  const [kept] = await wasl.calls();
  expect(kept).toMatchObject({ from: '+966500000003', hangup: 'callback_promised' });
});

test('a network without UDP is told as such within 8 s of the answer', async ({ stage }) => {
  const wasl = await stage.wasl();
  const page = await (await stage.sit({ hz: CALLER_HZ, noUdp: true })).page();
  await page.goto(`${wasl.url}/call`);
  await page.getByRole('button', { name: CALL_NOW }).click();
  await expect(page.getByRole('heading', { name: 'جارٍ وصل الصوت…' })).toBeVisible();
  await expect(page.getByText('تمنع الصوت', { exact: false })).toBeVisible({ timeout: 12_000 });
  await looksWellInBoth(page, 'call-blocked');
  await expect(page.getByRole('button', { name: CALL_ME })).toBeVisible();
});

/** A caller in the browser and an agent on a SIP phone who hear each other. */
async function talk(stage: Stage): Promise<{ wasl: Wasl; agent: Phone; page: Page }> {
  const wasl = await stage.wasl(RING);
  const agent = stage.keep(await Phone.agent(wasl, 'noura', AGENT_HZ));
  const page = await (await stage.sit({ hz: CALLER_HZ })).page();
  await page.goto(`${wasl.url}/call`);
  await page.getByRole('button', { name: CALL_NOW }).click();
  await page.getByRole('button', { name: 'حدّثني مع إنسان' }).click();
  await hearsTone(page, AGENT_HZ);
  await agent.hearsTone(CALLER_HZ);
  return { wasl, agent, page };
}

test('a caller and a SIP phone hear each other, keys arrive, and a killed socket changes nothing', async ({ stage }) => {
  const { wasl, agent, page } = await talk(stage);
  await page.evaluate(() => window.ears.sever('/sip'));
  await agent.hearsTone(CALLER_HZ);
  await page.evaluate(() => window.ears.mend());
  await page.getByRole('button', { name: 'لوحة الأرقام' }).click();
  await page.getByRole('button', { name: '7', exact: true }).click();
  await page.keyboard.press('4');
  const call = await wasl.onlyCall();
  const keys = async () => (await wasl.story(call)).filter(({ event }) => event.type === 'key').length;
  // The first was the 0 for a person.
  await expect.poll(keys, { timeout: 25_000 }).toBe(3);
  await hearsTone(page, AGENT_HZ);
  await page.getByRole('button', { name: 'إنهاء' }).click();
  const ended = await wasl.happened(call, 'ended', 40_000);
  expect(ended.event).toMatchObject({ hangup: 'by_caller' });
});

test('a server that dies is told, and the caller can leave a number', async ({ stage }) => {
  const { wasl, page } = await talk(stage);
  await wasl.kill();
  await expect(page.getByText('انقطع الخط', { exact: false })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: CALL_ME })).toBeVisible();
});

/** A host page that hides, turns and colours everything it can name. */
const UNKIND = `<!doctype html><html lang="en" dir="ltr"><head><title>Host</title><style>
  * { all: unset !important; display: none !important; color: red !important; font-size: 3px !important; transform: rotate(30deg) !important; }
  html, body, p { display: block !important; } body { overflow: hidden !important; filter: blur(2px) !important; }
  button, iframe, div, section { visibility: hidden !important; pointer-events: none !important; }
</style></head><body><p>host</p>SCRIPT</body></html>`;

async function hosted(server: { html: string; run(url: string): Promise<void> }): Promise<void> {
  const host: Server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(server.html));
  await new Promise<void>((listening) => host.listen(0, '127.0.0.1', listening));
  try {
    await server.run(`http://localhost:${(host.address() as AddressInfo).port}/`);
  } finally {
    host.closeAllConnections();
    host.close();
  }
}

const frameOf = async (page: Page) => (await (await page.locator('wasl-call iframe').elementHandle())!.contentFrame())!;

test('an unkind host page embeds it, and its caller is heard', async ({ stage }) => {
  const wasl = await stage.wasl(RING);
  const desk = await Desk.open(wasl, await stage.sit({ hz: AGENT_HZ }), 'noura');
  const page = await (await stage.sit({ hz: CALLER_HZ })).page();
  const html = UNKIND.replace('SCRIPT', `<script src="${wasl.url}/embed.js" data-language="ar" async></script>`);
  await hosted({
    html,
    async run(url) {
      await page.goto(url);
      const open = page.getByRole('button', { name: 'تحدّث معنا' });
      await expect(open).toBeVisible();
      const box = (await open.boundingBox())!;
      expect(box.height, 'as large as a thumb').toBeGreaterThanOrEqual(44);
      expect(await page.locator('wasl-call iframe').count(), 'nothing is loaded before the press').toBe(0);
      await open.click();
      const frame = await frameOf(page);
      await expect(frame.getByRole('button', { name: CALL_NOW })).toBeVisible();
      expect(await frame.locator('html').getAttribute('dir')).toBe('rtl');
      expect(await violations(frame)).toEqual([]);
      expect(await timesAsked(frame)).toBe(0);
      await frame.getByRole('button', { name: CALL_NOW }).click();
      await frame.getByRole('button', { name: 'حدّثني مع إنسان' }).click();
      await desk.answer();
      await hearsTone(frame, AGENT_HZ);
      await hearsTone(desk.page, CALLER_HZ);
      await page.getByRole('button', { name: 'إخفاء' }).click();
      await expect(page.getByRole('button', { name: 'أنت في مكالمة' })).toBeVisible();
      await hearsTone(desk.page, CALLER_HZ);
      await page.goto('about:blank');
      await expect(desk.page.getByRole('heading', { name: SAYS.wrapUp }), 'who leaves hangs up').toBeVisible();
    },
  });
});

test('English from the left when the attribute says so, also later', async ({ stage }) => {
  const wasl = await stage.wasl({}, ['mona']);
  const page = await (await stage.sit()).page();
  await hosted({
    html: `<!doctype html><html lang="ar" dir="rtl"><title>h</title><body><script id="w" src="${wasl.url}/embed.js" data-language="en" data-side="start" async></script></body></html>`,
    async run(url) {
      await page.goto(url);
      await page.getByRole('button', { name: 'Talk to us' }).click();
      const frame = await frameOf(page);
      await expect(frame.getByRole('button', { name: 'Call me back' })).toBeVisible();
      await page.evaluate(() => (document.getElementById('w')!.dataset.language = 'ar'));
      await expect(page.getByRole('button', { name: 'إخفاء' })).toBeVisible();
      await expect(frame.getByRole('button', { name: CALL_ME })).toBeVisible();
      await frame.getByRole('button', { name: CALL_ME }).press('Escape');
      await expect(page.getByRole('button', { name: 'تحدّث معنا' })).toBeFocused();
    },
  });
});
