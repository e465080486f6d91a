// Coming in: the sign-in page, its faults, languages, and what no page may do.
import { looksWellInBoth, speak, strangers } from '../rig/looks';
import { SAYS } from '../rig/desk';
import { PASSWORD } from '../rig/wasl';
import { expect, test } from '../rig/stage';

test('an agent signs in and has a phone that needed no password', async ({ stage }) => {
  const wasl = await stage.wasl();
  const sitting = await stage.sit({ hz: 660 });
  const page = await sitting.page();
  await page.goto(`${wasl.url}/agent`);
  await expect(page).toHaveURL(/\/\?to=\/agent$/);
  await page.getByLabel('اسم المستخدم').fill('noura');
  await page.getByLabel('كلمة المرور').fill('not the password 1');
  await page.getByRole('button', { name: 'دخول' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'غير صحيحة' })).toBeVisible();
  await page.getByLabel('كلمة المرور').fill(PASSWORD);
  await page.getByRole('button', { name: 'دخول' }).click();
  await expect(page).toHaveURL(`${wasl.url}/agent`);
  await page.getByRole('button', { name: SAYS.begin }).click();
  // Two of these seconds are the microphone's test.
  await expect(page.getByText(SAYS.phoneUp)).toBeVisible({ timeout: 8_000 });
  expect((await sitting.context.cookies()).filter((cookie) => cookie.httpOnly && cookie.sameSite === 'Strict')).toHaveLength(1);
});

test('the first visitor makes the admin, once', async ({ stage }) => {
  const wasl = await stage.wasl({}, []);
  const page = await (await stage.sit()).page();
  await page.goto(wasl.url);
  await page.getByLabel('اسم المستخدم').fill('huda');
  await page.getByLabel('الاسم كما يظهر للزملاء').fill('هدى <b>');
  await page.getByLabel('كلمة المرور', { exact: true }).fill(PASSWORD);
  await page.getByLabel('كلمة المرور مرة أخرى').fill(PASSWORD);
  await page.getByRole('button', { name: 'أنشئ الحساب' }).click();
  await expect(page.getByRole('heading', { name: /أهلًا.*هدى <b>/ })).toBeVisible();
  const again = await page.request.post(`${wasl.url}/api/v1/setup`, { data: { name: 'eve', display_name: 'Eve', password: PASSWORD } });
  expect(again.status()).toBeGreaterThanOrEqual(400);
});

test('Arabic first; English without a reload, and kept', async ({ stage }) => {
  const wasl = await stage.wasl({}, ['mona']);
  const page = await (await stage.sit({ context: { locale: 'en-GB' } })).page();
  await page.goto(wasl.url);
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await page.evaluate(() => Object.assign(window, { sameVisit: true }));
  await speak(page, 'en');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(await page.evaluate(() => 'sameVisit' in window)).toBe(true);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('the quiet pages look well in both languages and both themes, and ask nobody else', async ({ stage }) => {
  const wasl = await stage.wasl();
  const sitting = await stage.sit();
  const page = await sitting.page();
  const others = strangers(page, wasl.url);
  await page.goto(wasl.url);
  await expect(page.getByRole('button', { name: 'دخول' })).toBeVisible();
  await looksWellInBoth(page, 'sign-in');
  await wasl.signIn(sitting.context, 'noura');
  await page.goto(wasl.url);
  await expect(page.getByRole('navigation')).toBeVisible();
  await looksWellInBoth(page, 'home');
  await page.goto(`${wasl.url}/agent`);
  await expect(page.getByRole('button', { name: SAYS.begin })).toBeVisible();
  await looksWellInBoth(page, 'agent-before-the-shift');
  const answer = await page.goto(`${wasl.url}/qa`);
  await expect(page.getByText('لا مكالمات تطابق البحث.')).toBeVisible();
  await looksWellInBoth(page, 'qa-empty');
  await page.goto(`${wasl.url}/call`);
  await expect(page.getByRole('button', { name: 'اتصلوا بي' })).toBeVisible();
  await looksWellInBoth(page, 'call-start');
  expect(others).toEqual([]);
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'self'");
  expect(answer?.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
});
