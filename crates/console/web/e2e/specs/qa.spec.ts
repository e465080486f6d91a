// The review's pages over written calls: an hour of talk, a whole scorecard, every key.
import { cpus, loadavg } from 'node:os';
import type { Page } from '@playwright/test';
import { looksWellInBoth, speak, strangers } from '../rig/looks';
import { lastOf, writeCall, writeList } from '../rig/review';
import { expect, test, type Stage } from '../rig/stage';
import { CALL, talk } from '../rig/talk';

async function opened(stage: Stage, path: string, length_ms = 95_000) {
  const paper = await stage.paper();
  const call = talk(length_ms);
  const kept = writeCall(paper, call);
  writeList(paper, call);
  const sitting = await stage.sit();
  await paper.quietLine(sitting.context);
  const page = await sitting.page();
  await page.goto(`${paper.url}${path}`);
  return { paper, call, page, sitting, ...kept };
}
const lit = (page: Page) => page.locator('.text .lit');
const time = (page: Page) => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime);
/** A key of an Arabic keyboard: its code is that of the place, its letter Arabic. */
const press = (page: Page, code: string, key: string) => page.evaluate(([code, key]) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true })), [code, key] as const);

test('the list is found, filtered and gone through by keys, and looks well', async ({ stage }) => {
  const { page, paper } = await opened(stage, '/qa');
  const others = strangers(page, paper.url);
  await expect(page.getByRole('row')).toHaveCount(21);
  await looksWellInBoth(page, 'qa-list-written');
  await page.getByRole('button', { name: 'غاضب' }).click();
  await expect(page).toHaveURL(/mood_end=angry/);
  await page.getByRole('button', { name: /أزل الشرط/ }).click();
  await expect(page).toHaveURL(`${paper.url}/qa`);
  await press(page, 'Slash', 'ظ');
  await page.keyboard.type('مرات');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/words=/);
  await expect(page.locator('mark').first()).toBeVisible();
  await looksWellInBoth(page, 'qa-list-hits');
  await page.getByRole('heading').first().evaluate(() => (document.activeElement as HTMLElement).blur());
  await press(page, 'KeyJ', 'ت');
  await press(page, 'KeyJ', 'ت');
  await press(page, 'KeyK', 'ن');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/qa/calls/${CALL}`));
  expect(others).toEqual([]);
});

test('words are found in recorded visits too, by branch, and what was scored blindly is said to be left out', async ({ stage }) => {
  const { page, paper } = await opened(stage, '/qa?words=مرات');
  for (const language of ['en', 'ar'] as const) {
    await speak(page, language);
    const visits = page.getByRole('region', { name: language === 'ar' ? 'وفي زيارات الفروع المسجّلة' : 'And in recorded visits to branches' });
    await expect(visits.locator('mark')).toHaveText('مرات');
    await visits.getByRole('button', { name: language === 'ar' ? 'زيارات أقدم' : 'Older visits' }).click();
    await expect(visits.getByRole('listitem')).toHaveCount(2);
    await page.locator('details').evaluate((details: HTMLDetailsElement) => (details.open = true));
    const branch = page.getByRole('combobox', { name: language === 'ar' ? 'الفرع' : 'branch', exact: true });
    await branch.selectOption('الملز');
    await page.locator('form').filter({ has: branch }).getByRole('button').click();
    await expect(page).toHaveURL(/branch=/);
    await expect(visits.getByRole('listitem')).toHaveCount(1);
    await expect(visits).toContainText('الملز');
    await page.getByRole('button', { name: language === 'ar' ? /أزل الشرط:.*الفرع/ : /Remove the filter:.*branch/ }).click();
    await expect(visits).toContainText('العليا');
  }
  await looksWellInBoth(page, 'qa-list-visits');
  const visitsAsked = paper.asked.filter(({ path }) => path === '/api/v1/search/visits');
  expect(visitsAsked.every(({ query }) => query.get('words') === 'مرات')).toBe(true);
  paper.on('GET', '/api/v1/reviews/mine', () => ({ to_score: [{ call: CALL, agent: 'noura', risks: [], drawn_at: 1, reviewer: 'x', done: true, second: 'mona', second_done: false }], mentions: [], disputes: [], about_me: [] }));
  await page.goto(`${paper.url}/qa?score_max=50`);
  await expect(page.getByRole('note')).toContainText('لا تظهر في قائمة حسب الدرجة');
  await page.goto(`${paper.url}/qa?agent=noura`);
  await expect(page.locator('[data-row]').first()).toBeVisible();
  await expect(page.getByRole('note')).toHaveCount(0);
});

test('a call looks well in both languages and themes', async ({ stage }) => {
  const { page } = await opened(stage, `/qa/calls/${CALL}?t=21.4`);
  await expect(lit(page)).toHaveCount(1);
  await looksWellInBoth(page, 'qa-call-written');
  expect(lastOf(talk(95_000)).in_order).toBe(false);
});

test('an address restores call, tab and moment, and a word plays its sound', async ({ stage }) => {
  const { page, call, paper } = await opened(stage, `/qa/calls/${CALL}?t=21.4&tab=promises`);
  await expect(page.getByRole('tab', { name: /الوعود/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('يرجع المبلغ لحسابه يوم الأحد', { exact: true })).toBeVisible();
  await expect.poll(() => time(page)).toBeCloseTo(21.4, 1);
  await expect(lit(page)).toHaveCount(1);
  const turn = call.turns[5]!;
  const word = turn.words[2]!;
  await page.locator('[data-w="5:2"]').click();
  const landed = await time(page);
  expect(Math.abs(landed - word.span.start / 1000), 'seconds from the word').toBeLessThan(0.1 + 0.35);
  await expect.poll(() => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.paused)).toBe(false);
  await test.step('one word is lit at every moment while it plays', async () => {
    const counts = await page.evaluate(async () => {
      const seen: number[] = [];
      for (let n = 0; n < 60; n += 1) {
        seen.push(document.querySelectorAll('.text .lit').length);
        await new Promise((next) => requestAnimationFrame(next));
      }
      return seen;
    });
    expect(new Set(counts)).toEqual(new Set([1]));
  });
  await press(page, 'KeyK', 'ن');
  await page.getByRole('tab', { name: 'المجريات' }).click();
  await expect(page).toHaveURL(/tab=history/);
  const link = page.url();
  const other = await (await stage.sit()).page();
  await paper.quietLine(other.context());
  await other.goto(link);
  await expect(other.getByRole('tab', { name: 'المجريات' })).toHaveAttribute('aria-selected', 'true');
});

test('sound, mood and words share one axis, with time 0 at the left in Arabic', async ({ stage }) => {
  const { page, call } = await opened(stage, `/qa/calls/${CALL}?t=0`);
  const now = page.locator('[data-now]');
  const wave = await page.locator('.wave.caller').boundingBox();
  const mood = await page.locator('[data-lane="mood"]').boundingBox();
  expect([wave!.x, wave!.width]).toEqual([mood!.x, mood!.width]);
  const at = async () => (await now.boundingBox())!.x;
  expect(await at()).toBeCloseTo(wave!.x, -1);
  await page.locator('[data-now]').evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const half = call.peaks.length_ms / 2;
  await page.mouse.click(wave!.x + wave!.width / 2, wave!.y + 10);
  await expect.poll(() => time(page)).toBeCloseTo(half / 1000, 0);
  expect(await at()).toBeCloseTo(wave!.x + wave!.width / 2, -1);
  const sign = page.locator('.sign.angry').first();
  const angry = call.timeline.find(({ event }) => event.type === 'mood' && event.reading.label === 'angry')!;
  const start = (angry.event as { reading: { span: { start: number } } }).reading.span.start;
  const box = (await sign.boundingBox())!;
  expect(box.x + box.width * 0.2).toBeCloseTo(wave!.x + (start / call.peaks.length_ms) * wave!.width, -1);
});

test('every key works on an Arabic layout', async ({ stage }) => {
  const { page, call, comments } = await opened(stage, `/qa/calls/${CALL}?t=30`);
  await expect(lit(page)).toHaveCount(1);
  await expect.poll(() => time(page)).toBeCloseTo(30, 1);
  const after = async (code: string, key: string, seconds: number) => {
    await press(page, code, key);
    await expect.poll(() => time(page), { message: code }).toBeCloseTo(seconds, 1);
  };
  await after('KeyJ', 'ت', 25);
  await after('KeyL', 'م', 30);
  await after('ArrowLeft', 'ArrowLeft', 29);
  await after('ArrowRight', 'ArrowRight', 30);
  await press(page, 'BracketRight', 'د');
  expect(await page.locator('audio').evaluate((audio: HTMLAudioElement) => [audio.playbackRate, audio.preservesPitch])).toEqual([1.25, true]);
  await press(page, 'BracketLeft', 'ج');
  const moods = call.timeline.flatMap(({ event }) => (event.type === 'mood' ? [event.reading] : []));
  const hard = moods.filter(({ label }, n) => ['angry', 'frustrated', 'lost', 'sad'].includes(label) && moods[n - 1]?.label !== label).map(({ span }) => span.start / 1000);
  await after('KeyN', 'ى', hard.find((start) => start > 30.1)!);
  await after('KeyB', 'لا', hard.findLast((start) => start < hard.find((one) => one > 30.1)! - 1)!);
  await press(page, 'KeyA', 'ش');
  await expect(page.getByRole('button', { name: /أسمع.*المتصل/ })).toHaveAttribute('aria-pressed', 'true');
  await press(page, 'KeyA', 'ش');
  await expect(page.getByRole('button', { name: /اكتم.*المتصل/ })).toHaveAttribute('aria-pressed', 'false');
  await press(page, 'KeyT', 'ف');
  await expect(page.getByRole('button', { name: 'اتبع الصوت' })).toHaveAttribute('aria-pressed', 'false');
  await test.step('N, M, Enter: a comment on a hard moment', async () => {
    await press(page, 'KeyN', 'ى');
    await press(page, 'KeyM', 'ة');
    await page.getByRole('textbox', { name: 'تعليق على المقطع' }).fill('هنا ضاق المتصل <b>ولم يُسمع</b>');
    await page.keyboard.press('Enter');
    await expect(page.getByText('هنا ضاق المتصل <b>ولم يُسمع</b>', { exact: true })).toBeVisible();
    expect(comments).toHaveLength(1);
  });
  await page.getByRole('button', { name: 'رُدّ' }).click();
  await page.getByRole('textbox', { name: 'الرد' }).fill('أتفق');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /عولج/ }).click();
  await expect(page.getByText(/عالجه/)).toBeVisible();
  await page.keyboard.press('?');
});

test('each side is heard alone or not at all', async ({ stage }) => {
  const { page } = await opened(stage, `/qa/calls/${CALL}`);
  await expect(page.locator('.wave.caller')).toBeVisible();
  await page.evaluate(() => {
    const made: GainNode[] = [];
    const Plain = window.GainNode;
    window.GainNode = class extends Plain {
      constructor(context: BaseAudioContext) {
        super(context);
        made.push(this);
      }
    };
    Object.assign(window, { gains: made });
  });
  const gains = () => page.evaluate(() => (window as unknown as { gains: GainNode[] }).gains.map((node) => node.gain.value));
  await press(page, 'KeyC', 'ؤ');
  expect(await gains()).toEqual([1, 0]);
  await press(page, 'KeyC', 'ؤ');
  expect(await gains()).toEqual([1, 1]);
  await page.getByRole('button', { name: /اكتم.*المتصل/ }).click();
  expect(await gains()).toEqual([0, 1]);
});

test('a marked stretch is repeated, and silence is skipped', async ({ stage }) => {
  const { page, call } = await opened(stage, `/qa/calls/${CALL}`, 140_000);
  const wave = (await page.locator('.wave.caller').boundingBox())!;
  const x = (ms: number) => wave.x + (ms / call.peaks.length_ms) * wave.width;
  await page.mouse.move(x(5_000), wave.y + 10);
  await page.mouse.down();
  await page.mouse.move(x(6_500), wave.y + 10, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'كرّر المقطع' }).click();
  await expect.poll(() => time(page)).toBeGreaterThan(5.5);
  const times: number[] = [];
  for (let n = 0; n < 25; n += 1) {
    times.push(await time(page));
    await page.waitForTimeout(100);
  }
  expect(Math.max(...times)).toBeLessThan(7);
  expect(Math.min(...times)).toBeGreaterThan(4.7);
  expect(times.some((t, n) => n > 0 && t < times[n - 1]! - 0.5), 'it went back').toBe(true);
  await press(page, 'Escape', 'Escape');
  const gap = call.turns.findIndex((turn, n) => n > 0 && turn.span.start - call.turns[n - 1]!.span.end > 4_000);
  expect(gap).toBeGreaterThan(0);
  const [from, to] = [call.turns[gap - 1]!.span.end, call.turns[gap]!.span.start];
  await press(page, 'KeyS', 'س');
  await page.locator(`[data-turn="${gap - 1}"] .text span`).last().click();
  const began = Date.now();
  await expect.poll(() => time(page), { intervals: [50] }).toBeGreaterThan(to / 1000 - 0.4);
  expect(Date.now() - began, 'the silence was not waited for').toBeLessThan(to - from);
});

test('a scorecard is drafted, survives a reload, and is published', async ({ stage }) => {
  const { page, sheets } = await opened(stage, `/qa/calls/${CALL}`);
  await page.getByRole('button', { name: 'ابدأ التقييم' }).click();
  await expect(page.getByText('آلي', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'انشر للموظف' })).toBeDisabled();
  await looksWellInBoth(page, 'qa-scorecard');
  await page.getByRole('radio', { name: 'بوعد' }).check({ force: true });
  await page.getByRole('textbox', { name: 'كلمة إلى الموظف' }).fill('أحسنت في الوعد، وأكمل بالشكر');
  await expect(page.getByText('حُفظت المسودة')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('radio', { name: 'بوعد' })).toBeChecked();
  await expect(page.getByRole('textbox', { name: 'كلمة إلى الموظف' })).toHaveValue('أحسنت في الوعد، وأكمل بالشكر');
  const sent = (sheets[0] as { sheet: { marks: Record<string, { by: string }> } }).sheet.marks;
  expect(sent.listened!.by, 'the machine’s mark stays the machine’s').toBe('machine');
  await page.getByRole('button', { name: /أوافق على/ }).click();
  await page.getByRole('group', { name: /تحقق من الهوية/ }).getByRole('radio', { name: 'لا ينطبق' }).check({ force: true });
  await expect(page.getByText('أُجيب عن كل الأسئلة')).toBeVisible();
  await page.getByRole('button', { name: 'انشر للموظف' }).click();
  await expect(page.getByText('نُشر التقييم.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'منشور' })).toHaveAttribute('aria-current', 'step');
});

test('what the house did not take is kept through a reload', async ({ stage }) => {
  const { page, paper } = await opened(stage, `/qa/calls/${CALL}`);
  await page.getByRole('button', { name: 'ابدأ التقييم' }).click();
  await page.route('**/reviews/s1', (route) => route.abort());
  await page.getByRole('radio', { name: 'بحل' }).check({ force: true });
  await expect(page.getByText(/محفوظ في هذا المتصفح/)).toBeVisible();
  await page.unroute('**/reviews/s1');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'بحل' })).toBeChecked();
  await expect(page.getByText('حُفظت المسودة')).toBeVisible();
  expect(paper.asked.filter(({ method, path }) => method === 'PUT' && path.endsWith('/s1')).length).toBeGreaterThan(0);
});

test('a call without a recording is read all the same, and says why', async ({ stage }) => {
  const { page, paper, call } = await opened(stage, '/qa');
  paper.on('GET', `/api/v1/calls/${CALL}`, () => ({ ...call.call, recording: 'none' }));
  paper.on('GET', `/api/v1/calls/${CALL}/peaks`, () => undefined as never);
  await page.goto(`${paper.url}/qa/calls/${CALL}?t=30`);
  await expect(page.getByText(/لا تسجيل لهذه المكالمة/)).toBeVisible();
  await expect(lit(page)).toHaveCount(1);
  await page.locator('[data-w="7:1"]').click();
  await expect(page.locator('[data-w="7:1"]')).toHaveClass(/lit/);
  await looksWellInBoth(page, 'qa-call-silent');
});

test('an hour of talk opens within two seconds and stays smooth', async ({ stage }) => {
  const { page, call, paper } = await opened(stage, '/qa', 3_600_000);
  await expect(page.getByRole('row')).toHaveCount(21);
  expect(call.turns.length).toBeGreaterThan(500);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked_ms = async () => 1000 * ((await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  const [began, before] = [Date.now(), await worked_ms()];
  await page.goto(`${paper.url}/qa/calls/${CALL}?t=1800`);
  await expect(lit(page)).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'تشغيل' })).toBeVisible();
  const [opened_ms, took_ms] = [Date.now() - began, (await worked_ms()) - before];
  const frames = await page.evaluate(async () => {
    const list = document.querySelector('.turns')!;
    const gaps: number[] = [];
    let last = performance.now();
    for (let n = 0; n < 120; n += 1) {
      list.scrollTop += 600;
      await new Promise((next) => requestAnimationFrame(next));
      gaps.push(performance.now() - last);
      last = performance.now();
    }
    return { fps: 1000 / (gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length), worst: Math.max(...gaps) };
  });
  const heap = await page.evaluate(() => (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0);
  console.log(`an hour: ${call.turns.length} turns, open ${opened_ms} ms (${took_ms.toFixed(0)} ms of the page's own work), ${frames.fps.toFixed(0)} frames/s, heap ${(heap / 1e6).toFixed(0)} MB`);
  expect(took_ms, 'the page’s own work until a word is lit').toBeLessThan(1_200);
  // On a machine that others use too, the clock tells of them.
  if (loadavg()[0]! < cpus().length) {
    expect(opened_ms).toBeLessThan(2_000);
    expect(frames.fps).toBeGreaterThan(50);
  }
  expect(heap).toBeLessThan(150e6);
  await expect(page.locator('[data-turn]')).toHaveCount(call.turns.length);
  await page.locator('[data-w="400:1"]').scrollIntoViewIfNeeded();
  await page.locator('[data-w="400:1"]').click();
  expect(Math.abs((await time(page)) * 1000 - call.turns[400]!.words[1]!.span.start)).toBeLessThan(450);
});
