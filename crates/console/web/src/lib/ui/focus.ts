import { tick } from 'svelte';

/**
 * Waits for what was asked of a line of a list; when the line is gone afterwards, and what was pressed with it, the
 * list's heading (`tabindex="-1"`) is gone on from.
 */
export async function stayNear(pressed: Element | null, done: Promise<boolean>): Promise<boolean> {
  const section = pressed?.closest('section');
  const was = await done;
  await tick();
  if (document.activeElement === null || document.activeElement === document.body) section?.querySelector<HTMLElement>('h2')?.focus();
  return was;
}
