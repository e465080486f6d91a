// The line's voice: a supervisor records what the machine says, and the next caller hears it.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { looksWellInBoth, speak, strangers } from '../rig/looks';
import { Phone } from '../rig/phone';
import { root } from '../rig/program';
import { isTone, listen, toneMs } from '../rig/sound';
import { expect, test } from '../rig/stage';

const VOICE_HZ = 660;
let prompts = '';
test.beforeEach(() => {
  prompts = mkdtempSync(join(tmpdir(), 'wasl-prompts-'));
  cpSync(join(root, 'prompts'), prompts, { recursive: true });
});
test.afterEach(() => rmSync(prompts, { recursive: true, force: true }));

/** A WAV from the house as samples. */
function samples(wav: Buffer): Int16Array {
  return Int16Array.from({ length: (wav.length - 44) / 2 }, (_, n) => wav.readInt16LE(44 + 2 * n));
}

test('what a person records is what the next caller hears, until it is given back', async ({ stage }) => {
  const wasl = await stage.wasl({ DESK__PROMPTS: prompts }, ['salem', 'noura']);
  const sitting = await stage.sit({ hz: VOICE_HZ });
  await wasl.signIn(sitting.context, 'salem');
  const page = await sitting.page();
  await page.goto(`${wasl.url}/admin`);
  await page.getByLabel('ابحث في النص أو الاسم').fill('greeting');
  const card = page.getByRole('listitem').filter({ hasText: 'greeting' });
  await expect(card).toHaveCount(1);
  await expect(card).toContainText('صوت مُركَّب');

  await card.getByRole('button', { name: /^سجّل/ }).click();
  await page.keyboard.press('KeyR');
  await expect(page.getByText(/يسجّل/)).toBeVisible();
  // The clock has shown two seconds of sound.
  await expect(page.getByText(/00:02|0:02/)).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByText('هذه آخر جملة في القائمة.')).toBeVisible();
  await page.keyboard.press('KeyK');
  await expect(card).toContainText('صوت إنسان');
  await expect(page.getByText('يسمعه المتصل التالي.')).toBeVisible();

  const kept = await page.request.get(`${wasl.url}/api/v1/prompts/greeting/ar`);
  const sound = samples(await kept.body());
  const middle = sound.subarray(sound.length / 2 - 4_000, sound.length / 2 + 4_000);
  const heard = listen(middle, 16_000);
  expect(isTone(heard, VOICE_HZ), `${heard.hz} Hz at ${heard.db} dB`).toBe(true);
  expect(heard.db).toBeGreaterThan(-24);
  expect(heard.db).toBeLessThan(-16);

  const caller = stage.keep(Phone.call(wasl, 'support', 440));
  await caller.hearsTone(VOICE_HZ);
  await caller.hangUp();

  await card.getByRole('button', { name: 'أعد الصوت المُركَّب' }).click();
  await expect(card).toContainText('صوت مُركَّب');
  const after = stage.keep(Phone.call(wasl, 'support', 440));
  await after.hearsOther(VOICE_HZ);
  const { rate, samples: all } = after.heard();
  expect(toneMs(all, rate, VOICE_HZ)).toBe(0);
});

test('the page looks well, is for those who answer for the line, and asks nobody else', async ({ stage }) => {
  const wasl = await stage.wasl({ DESK__PROMPTS: prompts }, ['huda', 'mona']);
  const sitting = await stage.sit({ hz: VOICE_HZ });
  await wasl.signIn(sitting.context, 'huda');
  const page = await sitting.page();
  const others = strangers(page, wasl.url);
  await page.goto(`${wasl.url}/admin`);
  await page.getByLabel('ابحث في النص أو الاسم').fill('وصل');
  await page.getByRole('button', { name: /^سجّل/ }).first().click();
  await expect(page.getByRole('region', { name: 'كابينة التسجيل' })).toBeVisible();
  await looksWellInBoth(page, 'admin-prompts');
  expect(others).toEqual([]);

  // An empty choice says so, with the way out.
  await speak(page, 'en');
  await page.getByLabel('Show').selectOption('recorded');
  await expect(page.getByText('Nothing here with this choice.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByRole('listitem').first()).toBeVisible();

  const reader = await stage.sit();
  await wasl.signIn(reader.context, 'mona');
  const theirs = await reader.page();
  await theirs.goto(`${wasl.url}/admin`);
  await expect(theirs.getByText('هذه الصفحة للمشرفين ومدير النظام.')).toBeVisible();
  expect((await theirs.request.get(`${wasl.url}/api/v1/prompts`)).status()).toBe(403);
});
