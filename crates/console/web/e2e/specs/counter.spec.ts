// What is begun, recorded or unsent at a branch's counter: through reloads, ended sessions and browsers that keep nothing.
import type { Page } from '@playwright/test';
import { looksWell } from '../rig/looks';
import { listen, readBytes } from '../rig/sound';
import { expect, test, type Stage } from '../rig/stage';
import type { Wasl } from '../rig/wasl';

const NAME = 'هند القحطاني';

async function counter(stage: Stage, hz?: number) {
  const wasl = await stage.wasl({}, ['reem']);
  const reem = await stage.sit(hz === undefined ? {} : { hz });
  await wasl.signIn(reem.context, 'reem');
  const page = await reem.page();
  return { wasl, reem, page };
}

async function somebodyNew(page: Page): Promise<void> {
  await page.getByLabel('آخر أرقام الجوال أو الهوية، أو التذكرة، أو الاسم').fill('٩٩٩٩');
  await page.getByRole('button', { name: 'ابحث' }).click();
  await page.getByRole('button', { name: 'سجّل زيارة لشخص جديد' }).click();
  await page.getByLabel('الاسم كما يحب').fill(NAME);
  // Only then colleagues see the name.
  await page.getByLabel(/وافق أن نحفظ اسمه/).check();
}

const done = (page: Page) => page.getByRole('button', { name: 'تم', exact: true }).click();
const left = (page: Page) => page.getByRole('button', { name: 'راضٍ', exact: true }).click();
const visits = async (wasl: Wasl, page: Page) =>
  ((await (await page.request.get(`${wasl.url}/api/v1/branch/visits`)).json()) as { items: { id: string; name: string; callback: string | null }[] }).items;

test('a begun visit is gone on with after a reload, its recording is seen under the cover, and nobody signs out over it unasked', async ({ stage }) => {
  const { wasl, reem, page } = await counter(stage, 520);
  await page.goto(`${wasl.url}/branch`);
  await somebodyNew(page);
  await page.getByLabel('ما قيل وما تم').fill('بدأت');
  await page.reload();
  await page.getByRole('button', { name: 'أكمل الزيارة التي بدأتها' }).click();
  await expect(page.getByLabel('الاسم كما يحب')).toHaveValue(NAME);
  await expect(page.getByLabel('ما قيل وما تم')).toHaveValue('بدأت');
  await page.getByText('تسجيل الزيارة').click();
  await page.getByLabel('سألتُ العميل ووافق على التسجيل').check();
  await page.getByRole('button', { name: 'ابدأ التسجيل' }).click();
  const cover = page.getByRole('dialog', { name: 'الشاشة مخفية' });
  await expect(cover.getByText(/يُسجَّل الآن/), 'after half a minute without a touch').toBeVisible({ timeout: 60_000 });
  await looksWell(page, 'branch-covered-recording');
  await cover.getByRole('button', { name: 'أوقف التسجيل' }).click();
  await cover.getByRole('button', { name: 'الشاشة مخفية' }).click();
  await expect(page.getByText('التسجيل جاهز، ويُرسل مع الزيارة.')).toBeVisible();
  await left(page);
  await page.getByLabel('ليتصل به الهاتف').check();
  await done(page);
  await expect(page.getByRole('alert').getByText('رقم يتصل به الهاتف')).toBeVisible();
  await page.getByLabel('على أي رقم؟').fill('٠٥٠٠٠٠٠٠٠٩');
  await reem.context.setOffline(true);
  await done(page);
  await expect(page.getByText('زيارة لم تُرسل بعد').first()).toBeVisible();
  await page.getByRole('button', { name: /قائمة المستخدم/ }).click();
  await page.getByRole('menuitem', { name: /تسجيل الخروج/ }).click();
  const asks = page.getByRole('dialog', { name: /زيارة لم تُرسل بعد/ });
  await expect(asks).toBeVisible();
  await asks.getByRole('button', { name: 'ابق' }).click();
  await reem.context.setOffline(false);
  await expect(page.getByText('زيارة لم تُرسل بعد')).toHaveCount(0);
  const [visit, ...more] = await visits(wasl, page);
  expect([visit?.name, more.length]).toEqual([NAME, 0]);
  expect(visit?.callback, 'the phone is to call them').not.toBeNull();
  const sound = async () => page.request.get(`${wasl.url}/api/v1/branch/visits/${visit?.id}/recording`);
  await expect.poll(async () => (await sound()).status()).toBe(200);
  const { rate, channels } = readBytes(await (await sound()).body());
  expect([rate, channels.length]).toEqual([16_000, 1]);
  expect(channels[0]!.length / rate, 'all that was recorded').toBeGreaterThan(28);
  expect(Math.abs(listen(channels[0]!.subarray(20 * rate, 21 * rate), rate).hz - 520)).toBeLessThanOrEqual(5);
});

test('a private window sends at once; a session renewed beside the page, or ended, loses nothing', async ({ stage }) => {
  const { wasl, reem, page } = await counter(stage);
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('private', 'SecurityError');
    };
  });
  await page.goto(`${wasl.url}/branch`);
  await expect(page.getByText(/هذا المتصفح لا يحفظ شيئًا/)).toBeVisible();
  await somebodyNew(page);
  await left(page);
  await wasl.signIn(reem.context, 'reem');
  await done(page);
  await expect(page.getByText('سُجّلت الزيارة.')).toBeVisible();
  expect((await visits(wasl, page)).map(({ name }) => name)).toEqual([NAME]);
  await reem.context.clearCookies();
  await page.getByLabel('آخر أرقام الجوال أو الهوية، أو التذكرة، أو الاسم').fill('٩٩٩٩');
  await page.getByRole('button', { name: 'ابحث' }).click();
  await expect(page.getByText(/انتهت جلستك/).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'سجّل الدخول' }).first()).toHaveAttribute('href', '/?to=%2Fbranch');
  await wasl.signIn(reem.context, 'reem');
  await page.goto(`${wasl.url}/?to=%2Fbranch`);
  await expect(page, 'signed in elsewhere, one comes straight back').toHaveURL(`${wasl.url}/branch`);
});
