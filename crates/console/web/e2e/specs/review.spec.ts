// The review of a call that was really made: found, read, heard, linked to.
import { Phone } from '../rig/phone';
import { looksWellInBoth, strangers } from '../rig/looks';
import { expect, test } from '../rig/stage';

test('a call is found in the list, its story read and its sound played from a moment', async ({ stage }) => {
  const wasl = await stage.wasl();
  const agent = stage.keep(await Phone.agent(wasl, 'noura', 660));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', 440, { from: '+966500000004', limit_ms: 6_000 }));
  await agent.hearsTone(440);
  await caller.over(20_000);
  const id = await wasl.onlyCall();
  await wasl.happened(id, 'ended');
  const sitting = await stage.sit();
  await wasl.signIn(sitting.context, 'mona');
  const page = await sitting.page();
  const others = strangers(page, wasl.url);
  await page.goto(`${wasl.url}/qa`);
  await expect(page.getByRole('row').filter({ hasText: '+966500000004' })).toBeVisible();
  await looksWellInBoth(page, 'qa-list');
  await page.getByText('شروط أخرى').click();
  await page.getByLabel('النهاية').selectOption('by_agent');
  await page.locator('details').getByRole('button', { name: 'ابحث' }).click();
  await expect(page).toHaveURL(/hangup=by_agent/);
  await expect(page.getByText('لا مكالمات تطابق البحث.')).toBeVisible();
  await page.goBack();
  await page.getByRole('link', { name: /افتح مكالمة/ }).click();
  await expect(page).toHaveURL(new RegExp(`/qa/calls/${id}`));
  await looksWellInBoth(page, 'qa-call');
  await page.getByRole('tab', { name: 'المجريات' }).click();
  await expect(page.getByText('يتحدثان الآن')).toBeVisible();
  await test.step('the sound plays, and a moment has an address', async () => {
    await page.getByRole('button', { name: 'تشغيل' }).click();
    await expect(page.getByRole('button', { name: 'إيقاف' })).toBeVisible();
    const time = () => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime);
    await expect.poll(time).toBeGreaterThan(0.3);
    await page.keyboard.press('k');
    await page.goto(`${wasl.url}/qa?call=${id}&t=2.5`);
    await expect.poll(time).toBeCloseTo(2.5, 1);
  });
  expect(others).toEqual([]);
});

test('a recording is not given without a session, and an agent sees their own calls only', async ({ stage }) => {
  const wasl = await stage.wasl();
  const agent = stage.keep(await Phone.agent(wasl, 'noura', 660));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', 440, { limit_ms: 3_000 }));
  await agent.hearsTone(440);
  await caller.over(20_000);
  const id = await wasl.onlyCall();
  const sitting = await stage.sit();
  const get = async (path: string) => (await sitting.context.request.get(`${wasl.url}${path}`)).status();
  expect(await get(`/api/v1/calls/${id}/recording`)).toBe(401);
  await wasl.signIn(sitting.context, 'omar');
  expect(await get(`/api/v1/calls/${id}/recording`)).toBe(404);
  await wasl.signIn(sitting.context, 'noura');
  expect([200, 403]).toContain(await get(`/api/v1/calls/${id}/transcript`));
});
