// The whole ledger of promises, over written promises and on a real server.
import { looksWellInBoth, speak } from '../rig/looks';
import { writeLedger } from '../rig/ledger';
import { Phone } from '../rig/phone';
import { Refused } from '../rig/paper';
import { writeCall } from '../rig/review';
import { expect, test, type Stage } from '../rig/stage';
import { CALL, talk } from '../rig/talk';

async function opened(stage: Stage, path: string, role = 'qa') {
  const paper = await stage.paper();
  const call = talk(95_000);
  writeCall(paper, call);
  const items = writeLedger(paper, { role });
  paper.sound('/api/v1/promises/p1/clip', call.wav);
  const sitting = await stage.sit();
  await paper.quietLine(sitting.context);
  const page = await sitting.page();
  await page.goto(`${paper.url}${path}`);
  return { paper, page, items, call };
}
const SAYS = {
  ar: { overdue: /فات موعده/, kept: 'من كل 100 وعد أُغلق', hear: /اسمع الوعد/, stop: 'أوقف', filters: 'شروط', branch: 'الفرع', show: 'أظهر', next: 'التالي', remove: /أزل الشرط/, none: 'لا وعود هنا.', clear: 'أزل الشروط', again: 'أعد المحاولة', silent: 'صوته غير محفوظ.' },
  en: { overdue: /overdue/, kept: 'Of 100 promises', hear: /Listen to the promise/, stop: 'Stop', filters: 'Filters', branch: 'branch', show: 'Show', next: 'Next', remove: /Remove the filter/, none: 'No promises here.', clear: 'Clear the filters', again: 'Try again', silent: 'Its sound is not kept.' },
} as const;

test('the ledger has what is overdue first, counts in a picture, and looks well in both languages', async ({ stage }) => {
  const { page } = await opened(stage, '/qa/promises');
  const rows = page.locator('[data-row]');
  await expect(rows).toHaveCount(6);
  await expect(rows.first()).toContainText('يرجع المبلغ لحسابه يوم الأحد');
  await expect(rows.first()).toContainText('فات موعده');
  await expect(rows.nth(1)).toContainText('معاودة الاتصال به');
  await expect(rows.first(), 'whoever sees to it').toContainText('يتابعه: فرع');
  await expect(rows.nth(2)).toContainText('سالم');
  await expect(page.getByRole('link', { name: /فات موعده/ })).toContainText('2');
  await expect(page.getByText(SAYS.ar.kept)).toContainText('33');
  await looksWellInBoth(page, 'qa-promises');
});

test('it is narrowed by its picture, by branch, owner and day, and the address holds it', async ({ stage }) => {
  const { page, paper } = await opened(stage, '/qa/promises');
  for (const language of ['en', 'ar'] as const) {
    const says = SAYS[language];
    await speak(page, language);
    await page.getByRole('link', { name: says.overdue }).click();
    await expect(page).toHaveURL(/state=overdue/);
    await expect(page.locator('[data-row]')).toHaveCount(2);
    await page.getByText(says.filters, { exact: true }).click();
    await page.getByRole('combobox', { name: says.branch, exact: true }).selectOption('العليا');
    await page.getByRole('button', { name: says.show, exact: true }).click();
    await expect(page).toHaveURL(/branch=/);
    await expect(page.locator('[data-row]')).toHaveCount(1);
    await page.reload();
    await expect(page.locator('[data-row]'), 'the address holds it').toHaveCount(1);
    await page.getByRole('button', { name: says.remove }).click();
    await expect(page.locator('[data-row]')).toHaveCount(2);
    await page.goto(`${paper.url}/qa/promises`);
  }
  const table = page.getByRole('link', { name: 'صدّر CSV' });
  await expect(table).toHaveAttribute('href', /\/api\/v1\/promises\.csv\?.*header=ar/);
  await page.getByText('شروط', { exact: true }).click();
  await page.getByRole('combobox', { name: 'من يتابعه' }).selectOption('salem');
  await page.getByRole('button', { name: 'أظهر', exact: true }).click();
  await expect(page.locator('[data-row]')).toHaveCount(1);
  await expect(table).toHaveAttribute('href', /owner=salem/);
  await page.getByRole('combobox', { name: 'من يتابعه' }).selectOption('');
  await page.getByLabel('موعده إلى يوم').fill('2020-01-01');
  await page.getByRole('button', { name: 'أظهر', exact: true }).click();
  await expect(page.getByText(SAYS.ar.none)).toBeVisible();
  await looksWellInBoth(page, 'qa-promises-none');
  await page.getByRole('main').getByRole('link', { name: SAYS.ar.clear }).click();
  await expect(page).toHaveURL(`${paper.url}/qa/promises`);
  await page.getByRole('link', { name: SAYS.ar.next, exact: true }).click();
  await expect(page.locator('[data-row]'), 'the last two').toHaveCount(2);
  await expect(page.locator('[data-row]').last()).toContainText('تنتظره موظفة');
});

test('it is narrowed to a customer by a part of the name, and whoever is meant is chosen', async ({ stage }) => {
  const { page } = await opened(stage, '/qa/promises');
  await page.getByText('شروط', { exact: true }).click();
  await page.getByRole('textbox', { name: 'العميل' }).fill('سعود');
  await page.getByRole('button', { name: 'أظهر', exact: true }).click();
  await expect(page).toHaveURL(/customer=u1/);
  await expect(page.locator('[data-row]')).toHaveCount(2);
  await page.getByRole('textbox', { name: 'العميل' }).fill('٠٠٠٠٠٠');
  await page.getByRole('button', { name: 'أظهر', exact: true }).click();
  await page.getByRole('button', { name: /أم خالد/ }).last().click();
  await expect(page).toHaveURL(/customer=u2/);
  await expect(page.locator('[data-row]')).toHaveCount(2);
  await speak(page, 'en');
  await page.getByRole('textbox', { name: 'customer' }).fill('Nobody');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('Nobody of that name or number.')).toBeVisible();
});

test('it is gone through by keys, heard, and leads to the call and the customer', async ({ stage }) => {
  const { page, paper } = await opened(stage, '/qa/promises');
  await expect(page.locator('[data-row]')).toHaveCount(6);
  const press = (code: string, key: string) => page.evaluate(([code, key]) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true })), [code, key] as const);
  await press('KeyJ', 'ت');
  await expect(page.locator('[data-row="0"]')).toBeFocused();
  await press('KeyP', 'ح');
  await expect(page.getByRole('button', { name: SAYS.ar.stop })).toBeVisible();
  await expect.poll(() => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThan(0.2);
  await press('KeyP', 'ح');
  await expect(page.getByRole('button', { name: SAYS.ar.stop })).toHaveCount(0);
  await page.locator('[data-row="3"]').getByRole('button', { name: SAYS.ar.hear }).click();
  await expect(page.locator('[data-row="3"]').getByText(SAYS.ar.silent)).toBeVisible();
  await expect(page.locator('[data-row="0"]').getByRole('link', { name: 'سعود الشريف' })).toHaveAttribute('href', '/qa/customers/u1');
  await page.locator('[data-row="0"]').getByRole('link', { name: 'افتح المكالمة' }).click();
  await expect(page).toHaveURL(`${paper.url}/qa/calls/${CALL}?t=21&tab=promises`);
});

test('a branch reads its own ledger and opens no call; what fails can be asked again', async ({ stage }) => {
  const { page, paper, items } = await opened(stage, '/qa/promises?branch=x', 'branch');
  await expect(page.getByText(SAYS.ar.none)).toBeVisible();
  await page.goto(`${paper.url}/qa/promises`);
  await expect(page.locator('[data-row]')).toHaveCount(6);
  await expect(page.getByRole('link', { name: 'صدّر CSV' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'افتح المكالمة' })).toHaveCount(0);
  await expect(page.locator('[data-row="0"]').getByRole('link', { name: 'افتح رحلته' })).toBeVisible();
  let fails = true;
  paper.on('GET', '/api/v1/promises', () => (fails ? new Refused(503, 'busy') : { items: items.slice(0, 1), next: null }));
  for (const language of ['en', 'ar'] as const) {
    fails = true;
    await page.reload();
    await speak(page, language);
    await expect(page.getByRole('alert')).toBeVisible();
    fails = false;
    await page.getByRole('button', { name: SAYS[language].again }).click();
    await expect(page.locator('[data-row]')).toHaveCount(1);
  }
});

test('on a real server what an agent promised is in the house’s ledger, and a branch sees its own only', async ({ stage }) => {
  const wasl = await stage.wasl({}, ['noura', 'salem', 'reem']);
  const agent = stage.keep(await Phone.agent(wasl, 'noura', 660));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', 440, { from: '+966500000004', limit_ms: 3_000 }));
  await agent.hearsTone(440);
  await caller.over(20_000);
  const call = await wasl.onlyCall();
  await wasl.happened(call, 'ended');
  const noura = await stage.sit();
  await wasl.signIn(noura.context, 'noura');
  const { request } = await noura.page();
  const due_ms = Date.now() - 3_600_000;
  await wasl.change(request, 'POST', `calls/${call}/promises`, { what: 'نسلمه البطاقة =SUM(1)', keeper: 'branch', branch: 'العليا', due_ms });
  await wasl.change(request, 'POST', `calls/${call}/promises`, { what: 'نعيد المبلغ', keeper: 'branch', branch: 'الملز', due_ms: Date.now() + 86_400_000 });
  for (const [person, promises] of [['salem', 2], ['reem', 1]] as const) {
    const sitting = await stage.sit();
    await wasl.signIn(sitting.context, person);
    const page = await sitting.page();
    await page.goto(`${wasl.url}/qa/promises`);
    await expect(page.locator('[data-row]')).toHaveCount(promises);
    await expect(page.locator('[data-row]').first()).toContainText('نسلمه البطاقة');
    await expect(page.locator('[data-row]').first()).toContainText('فات موعده');
    if (person === 'reem') continue;
    await expect(page.locator('[data-row]').first().getByRole('link', { name: 'افتح المكالمة' })).toHaveAttribute('href', new RegExp(`/qa/calls/${call}`));
    const table = await (await page.request.get(`${wasl.url}/api/v1/promises.csv`)).text();
    expect(table.trim().split('\r\n')).toHaveLength(3);
    await page.goto(`${wasl.url}/qa`);
    await page.getByText('شروط أخرى').click();
    await page.getByRole('combobox', { name: 'الفرع', exact: true }).selectOption('العليا');
    await page.getByRole('main').getByRole('button', { name: 'ابحث' }).last().click();
    await expect(page).toHaveURL(/branch=/);
    await expect(page.locator('[data-row]')).toHaveCount(1);
    await page.goto(`${wasl.url}/qa/reports/access`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('هل يصل المتصل إلى إنسان؟');
    await expect(page.getByText(/100\u2069٪/).first()).toBeVisible();
  }
});
