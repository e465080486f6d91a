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

test('a scorecard goes from draft to published, disputed, decided and acknowledged, by three people', async ({ stage }) => {
  const wasl = await stage.wasl();
  const agent = stage.keep(await Phone.agent(wasl, 'noura', 660));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', 440, { limit_ms: 3_000 }));
  await agent.hearsTone(440);
  await caller.over(20_000);
  const id = await wasl.onlyCall();
  await wasl.happened(id, 'ended');
  const at = async (person: 'mona' | 'noura' | 'salem') => {
    const sitting = await stage.sit();
    await wasl.signIn(sitting.context, person);
    const page = await sitting.page();
    await page.goto(`${wasl.url}/qa/calls/${id}`);
    return page;
  };
  const mona = await at('mona');
  await mona.getByRole('button', { name: 'ابدأ التقييم' }).click();
  await expect(mona.getByRole('button', { name: 'انشر للموظف' })).toBeDisabled();
  await mona.reload();
  const questions = mona.locator('fieldset.question');
  await expect(questions.first()).toBeVisible();
  for (const question of await questions.all()) await question.locator('label').first().click();
  await expect(mona.getByText('حُفظت المسودة')).toBeVisible();
  await mona.getByRole('button', { name: 'انشر للموظف' }).click();
  await expect(mona.getByText('نُشر التقييم.')).toBeVisible();
  const noura = await at('noura');
  await noura.getByRole('button', { name: 'أعترض' }).click();
  await noura.getByLabel('لماذا تعترض').fill('لم أقاطع <b>المتصل</b>');
  await noura.getByRole('button', { name: 'أعترض' }).click();
  await expect(noura.getByText('سُجّل اعتراضك.')).toBeVisible();
  const salem = await at('salem');
  await salem.getByRole('button', { name: 'احسم' }).click();
  await salem.getByLabel('القرار وسببه').fill('الحق معها');
  await salem.getByRole('button', { name: 'احسم' }).click();
  await expect(salem.getByText('حُسم الاعتراض.')).toBeVisible();
  await noura.reload();
  await noura.getByRole('button', { name: 'اطّلعت' }).click();
  await expect(noura.getByText('سُجّل اطّلاعك.')).toBeVisible();
  await mona.reload();
  await mona.getByText('ما جرى على التقييم').click();
  for (const said of ['لم أقاطع <b>المتصل</b>', 'الحق معها']) await expect(mona.getByText(said)).toBeVisible();
});

test('a comment is answered by a colleague, and the pages of phone and branch, silence and reports open', async ({ stage }) => {
  const wasl = await stage.wasl();
  const agent = stage.keep(await Phone.agent(wasl, 'noura', 660));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', 440, { from: '+966500000004', limit_ms: 3_000 }));
  await agent.hearsTone(440);
  await caller.over(20_000);
  const id = await wasl.onlyCall();
  await wasl.happened(id, 'ended');
  const sitting = await stage.sit();
  await wasl.signIn(sitting.context, 'mona');
  const page = await sitting.page();
  await page.goto(`${wasl.url}/qa/calls/${id}?t=1`);
  await expect(page.getByRole('button', { name: 'تشغيل' })).toBeVisible();
  await page.keyboard.press('m');
  await page.getByRole('textbox', { name: 'تعليق على المقطع' }).fill('جميل <script>alert(1)</script>');
  await page.keyboard.press('Enter');
  await expect(page.getByText('جميل <script>alert(1)</script>', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText('جميل <script>alert(1)</script>', { exact: true })).toBeVisible();
  for (const [path, text] of [['consistency', 'لا اختلاف هنا.'], ['silent', 'لا أحد ينتظر هنا. هذا خبر جميل.'], ['reports', 'لا اختلافات في هذه المدة.'], ['reports/executive', 'كيف كنا مع الناس']] as const) {
    await page.goto(`${wasl.url}/qa/${path}`);
    await expect(page.getByText(text).first()).toBeVisible();
    await looksWellInBoth(page, `qa-real-${path.replace('/', '-')}`);
  }
  await page.goto(`${wasl.url}/qa?agent=noura`);
  await expect(page.getByRole('row').filter({ hasText: '+966500000004' })).toBeVisible();
  await page.getByRole('button', { name: 'احفظ هذا العرض' }).click();
  await page.getByLabel('اسم العرض').fill('مكالمات نورة');
  await page.getByRole('dialog').getByRole('button', { name: 'احفظ هذا العرض' }).click();
  await expect(page.getByRole('link', { name: 'مكالمات نورة' })).toBeVisible();
  await page.goto(`${wasl.url}/qa`);
  await page.getByRole('link', { name: 'مكالمات نورة' }).click();
  await expect(page).toHaveURL(/agent=noura/);
  const csv = await page.request.get(`${wasl.url}/api/v1/calls.csv?agent=noura&language=ar`);
  expect([csv.status(), csv.headers()['content-type']]).toEqual([200, expect.stringContaining('csv')]);
});
