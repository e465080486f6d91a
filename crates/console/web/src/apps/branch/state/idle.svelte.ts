/** Covers the page when nobody touches it: a tablet on a counter is seen by whoever passes. */
export const COVER_AFTER_MS = 30_000;
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export class Idle {
  covered = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Watches; gives the way to stop. */
  watch(): () => void {
    const touched = () => this.touch();
    for (const sign of SIGNS) window.addEventListener(sign, touched, { passive: true });
    this.touch();
    return () => {
      clearTimeout(this.#timer);
      for (const sign of SIGNS) window.removeEventListener(sign, touched);
    };
  }

  touch(): void {
    if (this.covered) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.covered = true), COVER_AFTER_MS);
  }

  uncover(): void {
    this.covered = false;
    this.touch();
  }
}
