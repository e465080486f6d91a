/** Calls the agent's attention: the ring, a notification when the page is hidden. */
import { Ringer } from '$lib/phone/ringer';

export class Attention {
  readonly ringer = new Ringer();
  #shown: Notification | null = null;

  ring(title: string, body: string, tag: string): void {
    this.ringer.start();
    if (!document.hidden || !('Notification' in globalThis) || Notification.permission !== 'granted') return;
    this.#shown?.close();
    this.#shown = new Notification(title, { body, tag, dir: 'auto', requireInteraction: true });
    this.#shown.onclick = () => {
      window.focus();
      this.#shown?.close();
    };
  }

  rest(): void {
    this.ringer.stop();
    this.#shown?.close();
    this.#shown = null;
  }
}

/** Asks once whether notifications may be shown; a browser without them is fine. */
export async function askNotifications(): Promise<NotificationPermission | null> {
  if (!('Notification' in globalThis)) return null;
  return Notification.permission === 'default' ? await Notification.requestPermission().catch(() => 'default' as const) : Notification.permission;
}
