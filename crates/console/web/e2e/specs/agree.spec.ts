// Phone and branch side by side, silent customers, and the reports, over written findings.
import { writeFindings, writeReports, writeSilent } from '../rig/agree';
import { looksWellInBoth, shots, speak } from '../rig/looks';
import { writeAccess } from '../rig/ledger';
import { writeCall } from '../rig/review';
import { expect, test, type Stage } from '../rig/stage';
import { talk } from '../rig/talk';

async function opened(stage: Stage, path: string) {
  const paper = await stage.paper();
  const call = talk(95_000);
  writeCall(paper, call);
  const items = writeFindings(paper, call);
  const silent = writeSilent(paper);
  writeReports(paper);
  writeAccess(paper);
  const sitting = await stage.sit();
  await paper.quietLine(sitting.context);
  const page = await sitting.page();
  await page.goto(`${paper.url}${path}`);
  return { paper, page, items, silent, call };
}

test('a difference is found by state and kind, and both quotes face each other', async ({ stage }) => {
  const { page } = await opened(stage, '/qa/consistency');
  await expect(page.getByRole('main').getByRole('listitem').filter({ has: page.locator('blockquote') })).toHaveCount(6);
  await looksWellInBoth(page, 'qa-consistency');
  await page.getByRole('link', { name: /وعد لم يُوفَّ/ }).first().click();
  await expect(page).toHaveURL(/kind=broken_promise/);
  await expect(page.locator('blockquote')).toHaveCount(4);
});

test('a verdict waits for evidence of both sides, and is closed with a lesson', async ({ stage }) => {
  const { page, items } = await opened(stage, '/qa/consistency/f0');
  const judge = page.getByRole('button', { name: 'احكم' });
  await expect(page.locator('mark').first()).toHaveText('يوم الأحد');
  await expect(judge).toBeDisabled();
  await looksWellInBoth(page, 'qa-finding');
  await page.getByRole('button', { name: 'تعارضا' }).click();
  await page.getByLabel('السبب').selectOption('not_told');
  await page.getByLabel('هذا الاقتباس دليل').first().check();
  await expect(judge, 'one side alone is not enough').toBeDisabled();
  await expect(page.getByRole('status').filter({ hasText: 'دليل الفرع' })).toBeVisible();
  await page.getByLabel('لا شيء مسجّل هنا').last().check();
  await expect(judge).toBeEnabled();
  await page.getByLabel('السبب').selectOption('other');
  await expect(judge, 'another reason needs words').toBeDisabled();
  await page.getByLabel('كلمة عن الحكم').fill('النظام لم يصل الفرع');
  await judge.click();
  await expect(page.getByText('سُجّل الحكم.')).toBeVisible();
  expect(items[0]!.verdict).toMatchObject({ verdict: 'contradicted', reason: 'other', phone: { kind: 'quote' }, branch: { kind: 'not_recorded' } });
  await page.getByLabel(/الدرس/).fill('نرسل الوعد إلى الفرع فورًا');
  await page.getByRole('button', { name: 'أغلق بدرس' }).click();
  await expect(page.getByText('نرسل الوعد إلى الفرع فورًا')).toBeVisible();
});

test('an older finding shows its own visit, and one without words offers what else is on record', async ({ stage }) => {
  const { page, items } = await opened(stage, '/qa/consistency/f5');
  const branch = page.getByRole('region', { name: 'حدث في الفرع' });
  await expect(branch).toContainText('فهد الحربي');
  await expect(branch).toContainText('لم يوفَّ');
  await expect(branch).toContainText('حال الاسترداد');
  await expect(branch, 'not the later visit').not.toContainText('راضٍ');
  await expect(branch).toContainText('لم يكتب الفرع كلامًا');
  await expect(branch.getByLabel('هذا الاقتباس دليل')).toHaveCount(0);
  await looksWellInBoth(page, 'qa-finding-no-words');
  await page.getByLabel('هذا الاقتباس دليل').check();
  await branch.getByLabel(/ما سُجّل من المزاج دليل/).check();
  await page.getByRole('button', { name: 'تعارضا' }).click();
  await page.getByLabel('السبب').selectOption('not_told');
  await page.getByRole('button', { name: 'احكم' }).click();
  await expect(page.getByText('سُجّل الحكم.')).toBeVisible();
  expect(items[5]!.verdict).toMatchObject({ branch: { kind: 'quote', span: null } });
  await expect(branch).toContainText('الدليل:');
});

test('the branch is asked with a day, and the phone’s clip is heard', async ({ stage }) => {
  const { page, items, call } = await opened(stage, '/qa/consistency/f5');
  await page.getByRole('button', { name: /اسأل الفرع/ }).click();
  await page.getByLabel('السؤال').fill('هل وصلكم؟');
  await page.getByRole('button', { name: 'أرسل السؤال' }).click();
  await expect(page.getByText('هل وصلكم؟')).toBeVisible();
  expect((items[5]!.question as { due: number }).due).toBeGreaterThan(Date.now());
  await page.getByRole('button', { name: /اسمع/ }).click();
  const told = call.turns.find(({ text }) => text.includes('يوم الأحد'))!;
  const time = () => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime);
  await expect.poll(time).toBeGreaterThan(told.span.start / 1000 - 0.3);
  await expect.poll(() => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.paused), { timeout: 15_000 }).toBe(true);
  expect(await time()).toBeLessThan(told.span.end / 1000 + 1);
});

test('a silent customer is taken, called, and the outcome kept', async ({ stage }) => {
  const { page, silent } = await opened(stage, '/qa/silent');
  await expect(page.getByText('وُعد باتصال أمس')).toBeVisible();
  await looksWellInBoth(page, 'qa-silent');
  await page.getByRole('button', { name: 'أنا أتصل به' }).first().click();
  await expect.poll(() => silent[0]!.assigned).toBe('mona');
  await page.getByRole('link', { name: 'مُسند' }).click();
  await page.getByRole('button', { name: 'كيف كان الاتصال' }).click();
  await page.getByRole('button', { name: 'سُرّ باتصالنا' }).click();
  await page.getByLabel('ماذا قال').fill('شكرًا أنكم سألتم =HYPERLINK("x")');
  await page.getByRole('button', { name: 'احفظ' }).click();
  await expect.poll(() => silent[0]!.outcome).toBe('glad');
});

test('the reports look well, and the executive page prints on one sheet in Arabic', async ({ stage }) => {
  const { page, paper } = await opened(stage, '/qa/reports');
  await expect(page.getByText('riyadh-olaya')).toBeVisible();
  await looksWellInBoth(page, 'qa-reports');
  await page.getByRole('link', { name: /صفحة الإدارة/ }).click();
  await expect(page).toHaveURL(`${paper.url}/qa/reports/executive`);
  await expect(page.getByRole('heading', { name: 'كيف كنا مع الناس' })).toBeVisible();
  await looksWellInBoth(page, 'qa-executive');
  for (const language of ['ar', 'en'] as const) {
    await speak(page, language);
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    const sheet = await page.pdf({ preferCSSPageSize: true, printBackground: true, path: `${shots}/qa-executive-${language}.pdf` });
    expect(sheet.toString('latin1').match(/\/Type\s*\/Page\b/g), 'one sheet').toHaveLength(1);
    await page.emulateMedia({ media: 'screen' });
  }
});

test('how soon callers reach a person is a picture with its numbers, and prints with its table', async ({ stage }) => {
  const { page, paper } = await opened(stage, '/qa/reports');
  await page.getByRole('link', { name: /هل يصل المتصل إلى إنسان/ }).click();
  await expect(page).toHaveURL(`${paper.url}/qa/reports/access`);
  await expect(page.getByText(/93\.7\u2069٪/).first()).toBeVisible();
  await expect(page.getByText('دون الهدف').first()).toBeVisible();
  await expect(page.getByText('طلبه 1220 من 1904'.replace(/(\d+)/g, '\u2068$1\u2069'))).toBeVisible();
  await page.getByText('الأرقام كلها').first().click();
  await looksWellInBoth(page, 'qa-access');
  await page.getByText('الأرقام كلها').first().click();
  for (const [language, table, everybody] of [['en', 'All figures', 'Everybody'], ['ar', 'الأرقام كلها', 'الكل']] as const) {
    await speak(page, language);
    await page.getByText(table).first().click();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: everybody, exact: true }) });
    await expect(row).toContainText('1220');
    await expect(row).toContainText('8:32');
    await page.getByText(table).first().click();
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    const sheet = await page.pdf({ preferCSSPageSize: true, printBackground: true, path: `${shots}/qa-access-${language}.pdf` });
    expect(sheet.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length, 'the picture and its table').toBeLessThanOrEqual(3);
    await page.emulateMedia({ media: 'screen' });
  }
  await page.getByRole('link', { name: /آخر \u20687\u2069 أيام/ }).click();
  await expect(page.getByText('لا مكالمات في هذه المدة.')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: /آخر \u206890\u2069 يومًا/ }).last().click();
  await expect(page).toHaveURL(/days=90/);
  await looksWellInBoth(page, 'qa-access-90');
});

test('a customer’s journey leads to their differences and their promises alone', async ({ stage }) => {
  const { page, paper, items } = await opened(stage, '/qa/consistency');
  items[0]!.customer = 'u1';
  const customer = { id: 'u1', name: 'سعود الشريف', numbers: ['+966501234567'], city: null, language: 'ar', occasion: null };
  paper.on('GET', '/api/v1/customers/*/profile', () => ({ customer, fields: [], alike: [], merges: [] }));
  paper.on('GET', '/api/v1/customers/*/journey', () => ({ steps: [], worst: null }));
  paper.on('GET', '/api/v1/branch/visits', () => ({ items: [] }));
  for (const language of ['en', 'ar'] as const) {
    await page.goto(`${paper.url}/qa/customers/u1`);
    await speak(page, language);
    await expect(page.getByRole('link', { name: language === 'ar' ? 'وعودنا له' : 'Our promises to them' })).toHaveAttribute('href', '/qa/promises?customer=u1');
    await page.getByRole('link', { name: language === 'ar' ? 'ما اختلف فيه الهاتف والفرع معه' : 'Where phone and branch differed with them' }).click();
    await expect(page).toHaveURL(`${paper.url}/qa/consistency?customer=u1`);
    await expect(page.locator('blockquote')).toHaveCount(2);
    await expect(page.getByRole('main').getByRole('link', { name: 'سعود الشريف' })).toBeVisible();
  }
  await looksWellInBoth(page, 'qa-consistency-customer');
  await page.getByRole('link', { name: 'كل العملاء' }).click();
  await expect(page).toHaveURL(`${paper.url}/qa/consistency`);
  await expect(page.locator('blockquote')).toHaveCount(11);
});
