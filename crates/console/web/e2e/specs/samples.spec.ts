// Sampling on a real server: a call is drawn, given to two, scored by both, the second without seeing the first; what waits for whom.
import type { Page } from '@playwright/test';
import { Phone } from '../rig/phone';
import { looksWellInBoth } from '../rig/looks';
import { expect, test, type Stage } from '../rig/stage';
import type { Person, Wasl } from '../rig/wasl';

async function at(stage: Stage, wasl: Wasl, person: Person, path: string): Promise<Page> {
  const sitting = await stage.sit();
  await wasl.signIn(sitting.context, person);
  const page = await sitting.page();
  await page.goto(`${wasl.url}${path}`);
  return page;
}

async function score(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'ابدأ التقييم' }).click();
  const questions = page.locator('fieldset.question');
  await expect(questions.first()).toBeVisible();
  for (const question of await questions.all()) await question.locator('label').first().click();
  await expect(page.getByText('حُفظت المسودة')).toBeVisible();
  await page.getByRole('button', { name: 'انشر للموظف' }).click();
  await expect(page.getByText('نُشر التقييم.')).toBeVisible();
}

test('a drawn call is given to two, and the second scores it without seeing the first', async ({ stage }) => {
  const wasl = await stage.wasl({}, ['noura', 'mona', 'salem']);
  const agent = stage.keep(await Phone.agent(wasl, 'noura', 660));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', 440, { from: '+966500000004', limit_ms: 3_000 }));
  await agent.hearsTone(440);
  await caller.over(20_000);
  const id = await wasl.onlyCall();
  await wasl.happened(id, 'ended');

  const mona = await at(stage, wasl, 'mona', '/qa/sampling');
  await mona.getByLabel('بالحظ من كل المكالمات').check();
  await mona.getByLabel('كم في المئة').fill('100');
  await mona.getByRole('button', { name: 'احفظ الخطة' }).click();
  await expect(mona.getByText('حُفظت الخطة.')).toBeVisible();
  // The call is read a moment after its end.
  await expect(async () => {
    await mona.getByRole('button', { name: 'اسحب عيّنة الآن' }).first().click();
    await expect(mona.getByRole('table', { name: 'عيّنة اليوم' }).getByRole('row')).toHaveCount(2, { timeout: 1_000 });
  }).toPass();
  await mona.getByLabel('من يقيّم مكالمة').selectOption('mona');
  await expect(mona.getByText('أُسندت.').first()).toBeVisible();
  const given = mona.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.url().includes('/sampling/'));
  await mona.getByLabel('المقيّم الثاني').selectOption('salem');
  expect((await (await given).json()) as object).toMatchObject({ reviewer: 'mona', second: 'salem' });
  await mona.reload();
  await expect(mona.getByLabel('كم في المئة'), 'the plan is kept').toHaveValue('100');
  await expect(mona.getByLabel('المقيّم الثاني')).toHaveValue('salem');
  await test.step('what the house does not take is not shown as chosen', async () => {
    const taken = '**/api/v1/sampling/*';
    await mona.route(taken, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ title: 'x', status: 503, detail: 'x' }) }));
    const refused = mona.waitForResponse(taken);
    await mona.getByLabel('المقيّم الثاني').selectOption('');
    await refused;
    await expect(mona.getByLabel('المقيّم الثاني')).toHaveValue('salem');
    await mona.unroute(taken);
  });
  await looksWellInBoth(mona, 'qa-sampling');
  await mona.getByRole('link', { name: 'ما ينتظرني' }).click();
  await expect(mona.getByRole('heading', { name: /مكالمات أقيّمها/ })).toBeVisible();
  await looksWellInBoth(mona, 'qa-mine');
  await mona.keyboard.press('j');
  await mona.keyboard.press('Enter');
  await expect(mona).toHaveURL(new RegExp(`/qa/calls/${id}`));
  await score(mona);

  const salem = await at(stage, wasl, 'salem', '/qa/mine');
  await expect(salem.getByText('تقييم ثانٍ أعمى')).toBeVisible();
  await salem.getByRole('link', { name: 'افتح المكالمة' }).click();
  await expect(salem.getByRole('button', { name: 'ابدأ التقييم' })).toBeVisible();
  await expect(salem.getByText('mona'), 'the first score is not told').toHaveCount(0);
  const told = (await (await salem.request.get(`${wasl.url}/api/v1/calls/${id}/reviews`)).json()) as { sheets: unknown[]; machine: unknown };
  expect([told.sheets, told.machine]).toEqual([[], null]);
  await score(salem);
  await salem.goto(`${wasl.url}/qa/mine`);
  await expect(salem.getByText('لا شيء ينتظرك. هذا خبر جميل.')).toBeVisible();
  await mona.goto(`${wasl.url}/qa/sampling`);
  await expect(mona.getByText('نُشر', { exact: true })).toHaveCount(2);
  await expect(mona.getByText(/أضعف اتفاق: كابا|لم يقيّم اثنان/)).toBeVisible();
});

test('an agent finds the scorecards about their own work, and takes a call along as sound, story and text', async ({ stage }) => {
  const wasl = await stage.wasl({}, ['noura', 'mona']);
  const agent = stage.keep(await Phone.agent(wasl, 'noura', 660));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', 440, { limit_ms: 3_000 }));
  await agent.hearsTone(440);
  await caller.over(20_000);
  const id = await wasl.onlyCall();
  await wasl.happened(id, 'ended');
  const mona = await at(stage, wasl, 'mona', `/qa/calls/${id}`);
  await score(mona);
  await mona.getByRole('tab', { name: 'التفاصيل' }).click();
  for (const [name, ending] of [['الصوت (WAV)', 'wav'], ['المجريات (JSON)', 'json']] as const) {
    const taking = mona.waitForEvent('download');
    await mona.getByRole('link', { name }).click();
    expect((await taking).suggestedFilename()).toBe(`${id}.${ending}`);
  }
  const noura = await at(stage, wasl, 'noura', '/qa/mine');
  await expect(noura.getByRole('heading', { name: /تقييمات عن عملي/ })).toBeVisible();
  await looksWellInBoth(noura, 'qa-mine-agent');
  await noura.getByRole('link', { name: 'افتح المكالمة' }).click();
  await noura.getByRole('button', { name: 'اطّلعت' }).click();
  await expect(noura.getByText('سُجّل اطّلاعك.')).toBeVisible();
  await noura.goto(`${wasl.url}/qa/mine`);
  await expect(noura.getByText('لا شيء ينتظرك. هذا خبر جميل.')).toBeVisible();
});
