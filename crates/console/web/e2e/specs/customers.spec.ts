// Every customer’s page: found, read as a picture and as words, changed with consent, made one with who is the same.
import { writeFindings, writeSilent } from '../rig/agree';
import { Desk, SAYS as DESK } from '../rig/desk';
import { looksWellInBoth, shot, speak } from '../rig/looks';
import { writePeople } from '../rig/people';
import { Phone } from '../rig/phone';
import { Refused } from '../rig/paper';
import { writeCall } from '../rig/review';
import { expect, test, type Stage } from '../rig/stage';
import { CALL, talk } from '../rig/talk';

const SAYS = {
  ar: {
    by: /جزء من الاسم، أو آخر أرقام الهاتف/, find: 'ابحث', toPicture: 'الرحلة في صورة: اختر خطوة لتقرأها', hardest: /غاضب.*زيارة فرع.*أصعب خطوة عليه/, branchOnly: 'فرع', all: 'الكل', openCall: 'افتح المكالمة',
    prefer: /أضف: .*ما يحبه وما لا يحبه/, preference: 'يفضّل', consent: 'وافق أن نحفظ هذا ونستعمله', source: 'كيف عرفنا', save: 'حفظ', saved: 'حُفظ، ومعه اسمك وتاريخ اليوم.', mine: 'لاحظه موظف الهاتف، كتبه mona',
    withdrawName: /سحب موافقته على «.*سعود الشريف/, withdrawn: 'سُحبت الموافقة: لم يعد يُعرض ولا يُستعمل.', undo: 'تراجع',
    one: /هما شخص واحد: /, sure: 'هما شخص واحد', merged: 'صارا شخصًا واحدًا.', part: 'افصلهما', parted: 'فُصلا: عاد كل شيء إلى صاحبه.',
    occasion: /أضف: .*مناسباته/, occasionIs: 'مناسبة', date: 'اليوم', month: 'الشهر', badDay: 'هذا ليس يومًا في التقويم.', nobody: 'لا أحد بهذا الاسم أو الرقم.', begin: 'اكتب اسمًا أو رقمًا لتجد صاحبه.', again: 'أعد المحاولة', none: 'لم نلتقِ به بعد.',
    readOnly: /تقرأ هنا ولا تكتب/,
  },
  en: {
    by: /Part of the name, the end of a phone number/, find: 'Search', toPicture: 'The journey in a picture: choose a step to read it', hardest: /angry.*Branch visit.*the hardest step for them/, branchOnly: 'Branch', all: 'All', openCall: 'Open the call',
    prefer: /Add: .*Likes and dislikes/, preference: 'Prefers', consent: 'They agreed that we keep and use this', source: 'How we know', save: 'Save', saved: 'Saved, with your name and today’s date.', mine: 'noticed on the phone, written by mona',
    withdrawName: /Withdraw consent to “.*سعود الشريف/, withdrawn: 'Consent is withdrawn: it is no longer shown or used.', undo: 'Undo',
    one: /They are one person: /, sure: 'They are one person', merged: 'They are one person now.', part: 'Part them', parted: 'Parted: everything went back to its own.',
    occasion: /Add: .*Occasions/, occasionIs: 'Occasion', date: 'Day', month: 'Month', badDay: 'That is no day of the calendar.', nobody: 'Nobody of that name or number.', begin: 'Write a name or a number to find whose it is.', again: 'Try again', none: 'We have not met yet.',
    readOnly: /You read here and do not write/,
  },
} as const;
/** Slots are isolated by marks that nobody sees. */
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '');

async function opened(stage: Stage, path: string, role?: string) {
  const paper = await stage.paper();
  const call = talk(95_000);
  writeCall(paper, call);
  const items = writeFindings(paper, call);
  const silent = writeSilent(paper);
  const people = writePeople(paper, role ? { role } : {});
  const sitting = await stage.sit();
  await paper.quietLine(sitting.context);
  const page = await sitting.page();
  await page.goto(`${paper.url}${path}`);
  return { paper, page, items, silent, ...people };
}

test('somebody is found by a name in another spelling and by what the branch knows them by', async ({ stage }) => {
  const { page, paper } = await opened(stage, '/qa/customers');
  for (const language of ['en', 'ar'] as const) {
    const says = SAYS[language];
    await page.goto(`${paper.url}/qa/customers`);
    await speak(page, language);
    await expect(page.getByText(says.begin)).toBeVisible();
    await page.getByLabel(says.by).fill('لا أحد مثله');
    await page.getByRole('button', { name: says.find }).click();
    await expect(page.getByText(says.nobody)).toBeVisible();
    await page.getByLabel(says.by).fill('سعود');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2);
    await page.getByLabel(says.by).fill('RUH-4471');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
    await expect(page).toHaveURL(/words=RUH-4471/);
  }
  await page.getByLabel(SAYS.ar.by).fill('سعود');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2);
  await looksWellInBoth(page, 'qa-customers');
  await page.getByRole('link', { name: 'سعود الشريف', exact: true }).click();
  await expect(page).toHaveURL(/\/qa\/customers\/u1\?words=/);
  await page.getByRole('link', { name: 'كل العملاء' }).click();
  await expect(page.getByRole('main').getByRole('listitem'), 'the way back keeps what was looked for').toHaveCount(2);
});

test('the journey is read as a picture and in words, by keys, and every step leads on', async ({ stage }) => {
  const { page, paper } = await opened(stage, '/qa/customers/u1');
  await expect(page.getByRole('heading', { name: 'سعود الشريف' })).toBeVisible();
  await expect(page.getByText(/يحب أن يُنادى/)).toBeVisible();
  await looksWellInBoth(page, 'qa-customer');
  await page.setViewportSize({ width: 390, height: 800 });
  await page.reload();
  await expect(page.getByRole('toolbar').getByRole('button').last(), 'the newest is what is seen first').toBeInViewport();
  await shot(page, 'qa-customer-narrow-ar');
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const language of ['en', 'ar'] as const) {
    const says = SAYS[language];
    await speak(page, language);
    const picture = page.getByRole('toolbar', { name: says.toPicture });
    await expect(picture.getByRole('button')).toHaveCount(11);
    await test.step('time runs as the page is read', async () => {
      const at = async (n: number) => (await picture.getByRole('button').nth(n).boundingBox())!.x;
      const [old, young] = [await at(0), await at(10)];
      expect(language === 'ar' ? old > young : old < young).toBe(true);
    });
    await picture.getByRole('button').nth(10).focus();
    await page.keyboard.press(language === 'ar' ? 'ArrowRight' : 'ArrowLeft');
    await expect(picture.getByRole('button').nth(9)).toBeFocused();
    await picture.getByRole('button', { name: says.hardest }).click();
    await expect(page.locator('#step-5')).toBeFocused();
    await page.getByRole('button', { name: says.branchOnly, exact: true }).click();
    await expect(picture.getByRole('button')).toHaveCount(1);
    await expect(page).toHaveURL(/kind=branch/);
    await page.getByRole('button', { name: says.all, exact: true }).click();
    await expect(picture.getByRole('button')).toHaveCount(11);
  }
  await expect(page.locator('#step-4').getByRole('link').first()).toHaveAttribute('href', `/qa/calls/${CALL}?tab=promises`);
  await expect(page.locator('#step-5').getByRole('link', { name: /اختلف الهاتف والفرع/ })).toHaveAttribute('href', '/qa/consistency/f0');
  await page.locator('#step-5 summary').click();
  await expect(page.locator('#step-5').getByText('لا طلب في النظام')).toBeVisible();
  await expect(page.locator('#step-5').getByText('«نعتذر منك على التأخير»'), 'how the visit went, step by step').toBeVisible();
  await shot(page, 'qa-customer-visit-ar');
  await page.locator('#step-3').getByRole('link', { name: 'افتح المكالمة' }).click();
  await expect(page).toHaveURL(`${paper.url}/qa/calls/${CALL}`);
});

test('what is known is written with source and consent, taken back, and given back', async ({ stage }) => {
  const { page, fields, customers } = await opened(stage, '/qa/customers/u1');
  for (const language of ['en', 'ar'] as const) {
    const says = SAYS[language];
    await speak(page, language);
    const likes = language === 'ar' ? 'القهوة بلا سكر' : 'coffee without sugar';
    await page.getByRole('button', { name: says.prefer }).click();
    await page.getByLabel(says.preference, { exact: true }).fill(likes);
    await expect(page.getByLabel(says.source)).toHaveValue('agent');
    await expect(page.getByLabel(says.consent), 'nobody agrees by default').not.toBeChecked();
    await page.getByLabel(says.consent).check();
    await page.getByRole('button', { name: says.save }).click();
    await expect(page.getByText(says.saved).first()).toBeVisible();
    const line = page.getByRole('listitem').filter({ hasText: likes });
    await expect.poll(async () => plain(await line.innerText())).toContain(says.mine);
    expect(fields.find(({ value }) => value === likes)).toMatchObject({ kind: 'preference', source: 'agent', consent: true });
  }
  const says = SAYS.ar;
  await page.getByRole('button', { name: says.withdrawName }).click();
  await expect(page.getByText(says.withdrawn)).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 }), 'what they took back is not said').toHaveText('أبو عمر');
  expect([fields[0], customers[0]!.name]).toEqual([expect.objectContaining({ kind: 'name', consent: false }), null]);
  await page.getByRole('button', { name: says.undo }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('سعود الشريف');

  await page.getByRole('button', { name: says.occasion }).click();
  await page.getByLabel(says.occasionIs, { exact: true }).fill('ذكرى زواجه');
  await page.getByLabel(says.date, { exact: true }).fill('٣٠');
  await page.getByLabel(says.month, { exact: true }).fill('٢');
  await expect(page.getByText(says.badDay)).toBeVisible();
  await page.getByLabel(says.date, { exact: true }).fill('٢٩');
  await looksWellInBoth(page, 'qa-customer-form');
  await page.getByRole('button', { name: says.save }).click();
  await expect.poll(() => fields.find(({ value }) => value === 'ذكرى زواجه')).toMatchObject({ day: '02-29', consent: false });
});

test('two who are the same are made one after a question, and parted again', async ({ stage }) => {
  const { page, merges } = await opened(stage, '/qa/customers/u1');
  for (const language of ['en', 'ar'] as const) {
    const says = SAYS[language];
    await speak(page, language);
    await page.getByRole('button', { name: says.one }).click();
    await shot(page, `qa-customer-merge-${language}`);
    await page.getByRole('dialog').getByRole('button', { name: says.sure }).click();
    await expect(page.getByText(says.merged)).toBeVisible();
    expect(merges[0]).toMatchObject({ kept: 'u1', gone: 'u2', undone: null });
    await page.getByRole('button', { name: says.part }).click();
    await expect(page.getByText(says.parted)).toBeVisible();
    expect(merges[0]!.undone).not.toBeNull();
    merges.splice(0);
    await page.reload();
  }
});

test('a reviewer reads and does not write; a page that fails can be asked again; nobody is met yet', async ({ stage }) => {
  const { page, paper } = await opened(stage, '/qa/customers/u3', 'qa');
  for (const language of ['en', 'ar'] as const) {
    await speak(page, language);
    await expect(page.getByText(SAYS[language].readOnly)).toBeVisible();
    await expect(page.getByText(SAYS[language].none)).toBeVisible();
  }
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  let fails = true;
  paper.on('GET', '/api/v1/customers/*/journey', () => (fails ? new Refused(503, 'busy') : { steps: [], worst: null }));
  await page.reload();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Layla Haddad' }), 'the rest stands').toBeVisible();
  fails = false;
  await page.getByRole('button', { name: SAYS.ar.again }).click();
  await expect(page.getByText(SAYS.ar.none)).toBeVisible();
});

test('a call, a difference and the list of the silent lead to the person', async ({ stage }) => {
  const { page, paper, silent, items } = await opened(stage, '/qa/silent');
  (silent[0]!.found as Record<string, unknown>).customer = 'u1';
  items[0]!.customer = 'u1';
  paper.on('GET', '/api/v1/calls/*/person', () => ({ number: '+966501234567', customer: { id: 'u1', name: 'سعود الشريف', numbers: [], city: null, language: 'ar', occasion: null }, contacts: [], promises: [] }));
  const to = /\/qa\/customers\/u1$/;
  await page.reload();
  await page.getByRole('link', { name: 'سعود الشريف' }).click();
  await expect(page).toHaveURL(to);
  await page.goto(`${paper.url}/qa/consistency`);
  await page.getByRole('link', { name: 'صاحب الموضوع' }).click();
  await expect(page).toHaveURL(to);
  await page.goto(`${paper.url}/qa/consistency/f0`);
  await page.getByRole('link', { name: 'سعود الشريف' }).click();
  await expect(page).toHaveURL(to);
  await page.goto(`${paper.url}/qa/calls/${CALL}`);
  await page.getByRole('heading', { level: 1 }).getByRole('link').click();
  await expect(page).toHaveURL(to);
});

test('on a real server a person’s call is on their journey, and what an agent writes has its source and consent', async ({ stage }) => {
  const wasl = await stage.wasl({}, ['noura', 'salem']);
  const agent = stage.keep(await Phone.agent(wasl, 'noura', 660));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', 440, { from: '+966500000004', limit_ms: 3_000 }));
  await agent.hearsTone(440);
  await caller.over(20_000);
  const call = await wasl.onlyCall();
  await wasl.happened(call, 'ended');
  const sitting = await stage.sit();
  await wasl.signIn(sitting.context, 'salem');
  const page = await sitting.page();
  await page.goto(`${wasl.url}/qa/customers`);
  await wasl.addCustomer(page, { name: 'لطيفة العتيبي', numbers: ['+966500000004'], city: 'الرياض' });
  await page.getByLabel(SAYS.ar.by).fill('لطيفه');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'لطيفة العتيبي' }).click();
  await expect(page.getByRole('toolbar').getByRole('button')).toHaveCount(1);
  await expect(page.locator('#step-0').getByRole('link', { name: 'افتح المكالمة' })).toHaveAttribute('href', `/qa/calls/${call}`);
  await test.step('what the card said without a source is asked about and written down', async () => {
    await page.getByRole('button', { name: /اسأله واكتبه: .*لطيفة/ }).click();
    await page.getByLabel('كيف عرفنا').selectOption('customer');
    await page.getByLabel(SAYS.ar.consent).check();
    await page.getByRole('button', { name: SAYS.ar.save }).click();
    await expect(page.getByText(SAYS.ar.saved)).toBeVisible();
    await expect(page.getByText(/قاله بنفسه.*كتبه/)).toBeVisible();
  });
  await test.step('a consent taken back hides it from everybody else', async () => {
    await page.getByRole('button', { name: /سحب موافقته على .*لطيفة/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('لا نعرف اسمه بعد');
    const other = await stage.sit();
    await wasl.signIn(other.context, 'noura');
    const { items } = (await (await other.context.request.get(`${wasl.url}/api/v1/customers?query=500000004`)).json()) as { items: { id: string; name: string | null }[] };
    expect(items).toMatchObject([{ name: null }]);
    const profile = (await (await other.context.request.get(`${wasl.url}/api/v1/customers/${items[0]!.id}/profile`)).json()) as { fields: unknown[] };
    expect(profile.fields).toEqual([]);
  });
  await looksWellInBoth(page, 'qa-customer-real');
});

test('an agent writes down who calls: without consent it is theirs alone, with consent it is everybody’s', async ({ stage }) => {
  const wasl = await stage.wasl({ ROUTING__RING_S: '25', ROUTING__WRAP_UP_S: '60' }, ['noura', 'salem']);
  const desk = await Desk.open(wasl, await stage.sit({ hz: 660 }), 'noura');
  stage.keep(Phone.call(wasl, 'queue-support', 440, { from: '+966500000007' }));
  await desk.answer();
  await desk.says(DESK.talking);
  const { page } = desk;
  const other = await stage.sit();
  await wasl.signIn(other.context, 'salem');
  const look = async () => {
    const { items } = (await (await other.context.request.get(`${wasl.url}/api/v1/customers?query=500000007`)).json()) as { items: { id: string; name: string | null; occasion: string | null }[] };
    const [one] = items;
    if (!one) return null;
    const { fields } = (await (await other.context.request.get(`${wasl.url}/api/v1/customers/${one.id}/profile`)).json()) as { fields: { kind: string; value: string; source: string; by: string; consent: boolean }[] };
    return { name: one.name, occasion: one.occasion, fields };
  };
  await page.getByRole('button', { name: 'أضف الاسم' }).click();
  await page.getByLabel('الاسم كما يحبه').fill('منيرة');
  await expect(page.getByLabel('وافق أن نحفظ ما كتبته هنا ونستعمله')).not.toBeChecked();
  await looksWellInBoth(page, 'agent-person-form');
  await page.getByRole('button', { name: 'حفظ', exact: true }).click();
  await expect(page.getByText('حُفظ لك وحدك ولمدير النظام: لم يوافق بعد أن نستعمله.')).toBeVisible();
  await expect.poll(look).toEqual({ name: null, occasion: null, fields: [] });
  await page.getByRole('button', { name: 'عدّل', exact: true }).click();
  await page.getByLabel('الاسم كما يحبه').fill('منيرة القحطاني');
  await page.getByLabel('مناسبة', { exact: true }).fill('تخرّجت');
  await page.getByLabel('وافق أن نحفظ ما كتبته هنا ونستعمله').check();
  await page.getByRole('button', { name: 'حفظ', exact: true }).click();
  await expect(page.getByText('حُفظت بياناته.')).toBeVisible();
  const known = await look();
  expect(known).toMatchObject({ name: 'منيرة القحطاني', occasion: 'تخرّجت' });
  expect(known?.fields.map(({ kind, source, by, consent }) => [kind, source, by, consent])).toEqual([['name', 'customer', 'noura', true], ['occasion', 'customer', 'noura', true]]);
  await expect(page.getByRole('link', { name: 'صفحته ورحلته معنا' })).toHaveAttribute('href', /^\/qa\/customers\/.+/);
});
