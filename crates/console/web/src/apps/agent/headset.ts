/** The buttons of a headset, through the browser's media session. */

export type HeadsetButtons = { mute: () => void; hangUp: () => void };

/** Listens to them; gives a way to stop. */
export function headset(buttons: HeadsetButtons): () => void {
  const session = (navigator as { mediaSession?: MediaSession }).mediaSession;
  if (session === undefined) return () => undefined;
  const actions: [string, (() => void) | null][] = [['togglemicrophone', buttons.mute], ['hangup', buttons.hangUp]];
  const set = (on: boolean) => {
    for (const [action, run] of actions) {
      try {
        session.setActionHandler(action as MediaSessionAction, on ? run : null);
      } catch {
        // This browser does not know the button.
      }
    }
  };
  set(true);
  return () => set(false);
}

/** Tells the headset's light whether the microphone is on. */
export function showMicrophone(on: boolean): void {
  const session = (navigator as { mediaSession?: MediaSession }).mediaSession;
  void session?.setMicrophoneActive?.(on)?.catch(() => undefined);
}
