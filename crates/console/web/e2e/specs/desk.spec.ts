// An agent in the browser and callers on SIP phones: every move at the desk is judged by the sound at both ends.
// Each party has a tone of its own: whoever heard a tone of 440 Hz heard the caller, and not an echo.
import { hearsNothing, hearsTone, hearsTones } from '../rig/browser';
import { Desk, SAYS } from '../rig/desk';
import { looksWell, looksWellInBoth, shot } from '../rig/looks';
import { Phone } from '../rig/phone';
import { readWav, toneMs } from '../rig/sound';
import type { Stage } from '../rig/stage';
import { expect, test } from '../rig/stage';
import { until } from '../rig/until';
import type { Wasl } from '../rig/wasl';

const CALLER_HZ = 440;
const AGENT_HZ = 660;
const COLLEAGUE_HZ = 880;
const RING = { ROUTING__RING_S: '25', ROUTING__WRAP_UP_S: '60' };

/** Noura at the desk in a talk with a caller, both heard. */
async function talk(stage: Stage) {
  const wasl = await stage.wasl(RING);
  const desk = await Desk.open(wasl, await stage.sit({ hz: AGENT_HZ }), 'noura');
  const caller = stage.keep(Phone.call(wasl, 'queue-support', CALLER_HZ, { from: '+966500000001' }));
  await desk.answer();
  await desk.says(SAYS.talking);
  await hearsTone(desk.page, CALLER_HZ);
  await caller.hearsTone(AGENT_HZ);
  return { wasl, desk, caller, call: await wasl.onlyCall() };
}

/** The house has heard so many keys: they are sent one after the other, and take their time. */
async function keysPressed(wasl: Wasl, call: string, count: number): Promise<void> {
  const keys = async () => (await wasl.story(call)).filter(({ event }) => event.type === 'key').length;
  await until(`${count} keys are heard`, async () => ((await keys()) >= count ? true : undefined));
}

test('F2 answers, both hear the other; hold, mute, keys, end, wrap-up', async ({ stage }) => {
  const { wasl, desk, caller, call } = await talk(stage);
  const { page } = desk;
  await test.step('hold: music for the caller, silence for the agent', async () => {
    await page.keyboard.press('F4');
    await desk.says(SAYS.held);
    await caller.hearsOther(AGENT_HZ);
    await hearsNothing(page);
    await wasl.happened(call, 'held');
    await page.keyboard.press('F4');
    await desk.says(SAYS.talking);
    await hearsTone(page, CALLER_HZ);
    await caller.hearsTone(AGENT_HZ);
    await wasl.happened(call, 'resumed');
  });
  await test.step('mute: the caller hears nothing, the agent still hears', async () => {
    await page.keyboard.press('F8');
    await caller.hearsNothing();
    await hearsTone(page, CALLER_HZ);
    await page.keyboard.press('F8');
    await caller.hearsTone(AGENT_HZ);
  });
  await test.step('keys reach the far end', async () => {
    await desk.press(SAYS.keypad);
    await expect(page.getByRole('button', { name: '5', exact: true })).toBeEnabled();
    await page.keyboard.type('12');
    await page.keyboard.press('Shift+Digit3');
    await page.keyboard.press('9');
    await expect(page.getByText('12#9')).toBeVisible();
    await keysPressed(wasl, call, 4);
    await caller.hearsTone(AGENT_HZ);
  });
  await test.step('the end, and what is written down', async () => {
    await desk.end();
    const report = await caller.over();
    expect(report.keys_heard).toBe('12#9');
    await expect(page.getByRole('heading', { name: SAYS.wrapUp })).toBeVisible();
    await page.getByLabel('حُلّت').check();
    await page.getByLabel(/الخلاصة/).fill('شُرح له الرصيد');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { name: SAYS.wrapUp })).toBeHidden();
    await wasl.happened(call, 'wrapped_up');
    await wasl.happened(call, 'ended');
  });
  await test.step('the recording holds both, each on their side', async () => {
    const [file] = wasl.recordings();
    const { rate, channels } = readWav(file!);
    const [left, right] = [channels[0]!, channels[1]!];
    expect(toneMs(left, rate, CALLER_HZ)).toBeGreaterThan(2_000);
    expect(toneMs(right, rate, AGENT_HZ)).toBeGreaterThan(1_000);
    expect(toneMs(left, rate, AGENT_HZ)).toBe(0);
    expect(toneMs(right, rate, CALLER_HZ)).toBe(0);
  });
});

test('a caller who tells the agent is not recorded any more, and a promise names a branch from the list', async ({ stage }) => {
  const { wasl, desk, caller, call } = await talk(stage);
  const { page } = desk;
  const dialog = page.getByRole('dialog');
  await test.step('it is confirmed once', async () => {
    await looksWellInBoth(page, 'desk-recorded');
    await page.keyboard.press('Alt+KeyR');
    await expect(dialog.getByRole('heading', { name: 'لا يريد المتصل أن يُسجَّل' })).toBeVisible();
    await looksWell(page, 'desk-refuses');
    await shot(page, 'desk-refuses-ar');
    await dialog.getByRole('button', { name: 'إلغاء' }).click();
    await desk.press('المتصل يرفض التسجيل');
    await dialog.getByRole('button', { name: 'لا تسجّل هذه المكالمة' }).click();
    const refusal = async () => (await wasl.story(call)).find(({ event }) => event.type === 'consent' && event.given === false);
    const { event } = await until('the refusal is in the story', refusal);
    expect(event).toMatchObject({ to: 'recording', how: 'agent', entered_by: 'noura' });
    await expect(page.getByText('لا يريد المتصل أن يُسجَّل', { exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'المتصل يرفض التسجيل' })).toBeHidden();
  });
  await test.step('both hear each other as before', async () => {
    await caller.hearsTone(AGENT_HZ);
    await hearsTone(page, CALLER_HZ);
  });
  await test.step('a branch is known by any of its names', async () => {
    await page.keyboard.press('Alt+KeyP');
    const where = dialog.getByLabel('أي فرع؟');
    await expect(dialog.locator('datalist option').first()).toHaveAttribute('value', 'العليا');
    await where.fill('olaya');
    await dialog.getByLabel('بماذا وعدناه؟').fill('نسخة العقد جاهزة');
    await dialog.getByRole('button', { name: 'احفظ الوعد' }).click();
    const { event } = await wasl.happened(call, 'promise_made');
    expect(event).toMatchObject({ promise: { branch: 'العليا' } });
  });
  await desk.end();
  await caller.over();
  await wasl.happened(call, 'ended');
  expect(wasl.recordings()).toEqual([]);
});

test('a caller is sent on to a colleague on a SIP phone', async ({ stage }) => {
  const { wasl, desk, caller, call } = await talk(stage);
  const colleague = stage.keep(await Phone.agent(wasl, 'omar', COLLEAGUE_HZ));
  await desk.transfer('عمر');
  await caller.hearsTone(COLLEAGUE_HZ);
  await colleague.hearsTone(CALLER_HZ);
  await expect(desk.page.getByRole('heading', { name: SAYS.wrapUp })).toBeVisible();
  const event = await wasl.happened(call, 'transferred');
  expect(event.event).toMatchObject({ done: true });
});

test('a colleague is asked first, and then takes the caller', async ({ stage }) => {
  const { wasl, desk, caller } = await talk(stage);
  const colleague = stage.keep(await Phone.agent(wasl, 'omar', COLLEAGUE_HZ));
  await desk.transfer('عمر', { consult: true });
  await hearsTone(desk.page, COLLEAGUE_HZ);
  await colleague.hearsTone(AGENT_HZ);
  await caller.hearsOther(AGENT_HZ);
  await desk.press(SAYS.complete);
  await caller.hearsTone(COLLEAGUE_HZ);
  await colleague.hearsTone(CALLER_HZ);
  await expect(desk.page.getByRole('heading', { name: SAYS.wrapUp })).toBeVisible();
});

test('three talk with one another, and whoever leaves leaves the others talking', async ({ stage }) => {
  const { wasl, desk, caller, call } = await talk(stage);
  const colleague = stage.keep(await Phone.agent(wasl, 'omar', COLLEAGUE_HZ));
  await desk.transfer('عمر', { consult: true });
  await hearsTone(desk.page, COLLEAGUE_HZ);
  await desk.press(SAYS.join);
  await desk.says(SAYS.conference);
  await hearsTones(desk.page, [CALLER_HZ, COLLEAGUE_HZ]);
  await caller.hearsTones([AGENT_HZ, COLLEAGUE_HZ]);
  await colleague.hearsTones([CALLER_HZ, AGENT_HZ]);
  await wasl.happened(call, 'joined');
  await desk.end();
  await caller.hearsTone(COLLEAGUE_HZ);
  await colleague.hearsTone(CALLER_HZ);
});

test('who calls is on the screen no later than the ring, as text, and every state of the desk looks well', async ({ stage }) => {
  const wasl = await stage.wasl(RING);
  const desk = await Desk.open(wasl, await stage.sit({ hz: AGENT_HZ }), 'noura');
  const { page } = desk;
  await looksWellInBoth(page, 'agent-ready');
  const name = '<img src=x onerror="document.title=1">';
  await wasl.addCustomer(page, { name, numbers: ['+966500000002'], city: 'الدمام' });
  stage.keep(Phone.call(wasl, 'queue-support', CALLER_HZ, { from: '+966500000002' }));
  await desk.rings();
  await expect(page.getByText(name)).toBeVisible({ timeout: 3_000 });
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  await looksWellInBoth(page, 'agent-rings');
  await desk.answer();
  await desk.says(SAYS.talking);
  await looksWellInBoth(page, 'agent-talks');
  await page.keyboard.press('F9');
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await desk.end();
  await expect(page.getByRole('heading', { name: SAYS.wrapUp })).toBeVisible();
  await looksWellInBoth(page, 'agent-wraps-up');
});

test('keys are read by their place, so an Arabic layout works', async ({ stage }) => {
  const { wasl, desk, caller, call } = await talk(stage);
  const alt = (key: string, code: string) => desk.page.evaluate(([k, c]) => window.dispatchEvent(new KeyboardEvent('keydown', { key: k!, code: c!, bubbles: true, cancelable: true })), [key, code]);
  await alt('F8', 'F8');
  await caller.hearsNothing();
  await desk.press(SAYS.keypad);
  await alt('٣', 'Digit3');
  await keysPressed(wasl, call, 1);
  await alt('F8', 'F8');
  await caller.hearsTone(AGENT_HZ);
  await desk.end();
  expect((await caller.over()).keys_heard).toBe('3');
});
