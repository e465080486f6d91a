// An agent at the desk: what a person does there, by the names a screen reader tells.
import { expect, type Page } from '@playwright/test';
import type { Sitting } from './browser';
import type { Person, Wasl } from './wasl';

/** The desk's words in Arabic, the language it opens in. */
export const SAYS = {
  begin: 'ابدأ المناوبة',
  phoneUp: 'الهاتف متصل',
  phoneLost: 'الهاتف مقطوع، نعيد المحاولة',
  ready: /حالتك: .*متاح/,
  accept: /^رد/,
  call: 'المكالمة',
  talking: 'تتحدثان',
  held: 'المتصل على الانتظار',
  connecting: 'جارٍ وصل الصوت…',
  conference: 'مكالمة ثلاثية',
  keypad: 'أرقام',
  blockedUdp: /الشبكة تمنع UDP/,
  complete: 'أتم التحويل',
  join: 'اجمعنا',
  wrapUp: 'ختام المكالمة',
  finish: /اختم/,
  lost: /انقطع الاتصال بالخادم/,
} as const;

export class Desk {
  private constructor(readonly page: Page) {}

  /** Sits down, signed in, and begins the shift: ready, with a phone. */
  static async open(wasl: Wasl, sitting: Sitting, person: Person): Promise<Desk> {
    await wasl.signIn(sitting.context, person);
    const page = await sitting.page();
    await page.goto(`${wasl.url}/agent`);
    const desk = new Desk(page);
    await desk.begin();
    return desk;
  }

  async begin(): Promise<void> {
    await this.page.getByRole('button', { name: SAYS.begin }).click();
    await expect(this.page.getByText(SAYS.phoneUp)).toBeVisible();
    await expect(this.page.getByRole('button', { name: SAYS.ready })).toBeVisible();
  }

  /** Waits for a call's ring. */
  async rings(): Promise<void> {
    await expect(this.page.getByRole('button', { name: SAYS.accept })).toBeVisible({ timeout: 20_000 });
  }

  /** Answers what rings, by the key. */
  async answer(): Promise<void> {
    await this.rings();
    await this.page.keyboard.press('F2');
  }

  /** The state of the call, as the bar tells. */
  async says(state: string | RegExp, within = 25_000): Promise<void> {
    const bar = this.page.getByRole('region', { name: SAYS.call, exact: true });
    await expect(bar.getByRole('status').first()).toHaveText(state, { timeout: within });
  }

  /** Sends the caller on, or asks a colleague first. */
  async transfer(to: string, { consult = false } = {}): Promise<void> {
    await this.page.keyboard.press('F9');
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('combobox').fill(to);
    await expect(dialog.getByRole('option', { selected: true })).toContainText(to);
    await this.page.keyboard.press(consult ? 'Shift+Enter' : 'Enter');
    await expect(dialog).toBeHidden();
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).click();
  }

  /** Ends the call by the key. */
  async end(): Promise<void> {
    await this.page.keyboard.press('Shift+F9');
  }
}
