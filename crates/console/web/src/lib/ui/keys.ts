/**
 * Shortcuts by the physical key (`KeyboardEvent.code`): on an Arabic layout the M key gives «ة», its code is still `KeyM`.
 */

export type Shortcut = {
  /** `F2`, `Shift+F9`, `Alt+KeyP`, `Ctrl+Enter`, `Slash`: modifiers in the order Ctrl, Alt, Shift, then the code. */
  chord: string;
  /** What it does, in the page's language (read when shown). */
  label: () => string;
  run: (event: KeyboardEvent) => void;
  /** May it run now. */
  when?: () => boolean;
  /** Runs again and again while the key is held. */
  repeats?: boolean;
};

type Pressed = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The chord of an event; the Mac's command key counts as Ctrl. */
export function chordOf(event: Pressed): string {
  const modifiers = [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '', event.shiftKey ? 'Shift' : ''];
  const code = event.code === 'NumpadEnter' ? 'Enter' : event.code;
  return [...modifiers.filter((modifier) => modifier !== ''), code].join('+');
}

/** Works while somebody types: function keys and chords with Ctrl or Alt do, single keys do not. */
export function worksWhileTyping(chord: string): boolean {
  return /^(Shift\+)?F\d+$/.test(chord) || /^(Ctrl|Alt)\+/.test(chord);
}

export function isTyping(target: EventTarget | null): boolean {
  if (typeof HTMLElement === 'undefined' || !(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

const ARABIC_LEGENDS: Record<string, string> = {
  A: 'ش', B: 'لا', C: 'ؤ', D: 'ي', E: 'ث', F: 'ب', G: 'ل', H: 'ا', I: 'ه', J: 'ت', K: 'ن', L: 'م', M: 'ة', N: 'ى',
  O: 'خ', P: 'ح', Q: 'ض', R: 'ق', S: 'س', T: 'ف', U: 'ع', V: 'ر', W: 'ص', X: 'ء', Y: 'غ', Z: 'ئ',
};

/** A chord as it is printed on the keys, letters with both legends: `Alt + P / ح`. */
export function printed(chord: string): string {
  const names: Record<string, string> = { Slash: '/', Escape: 'Esc', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Comma: ', / و', Period: '. / ز', BracketLeft: '[ / ج', BracketRight: '] / د', Equal: '=', Minus: '-', Space: '␣' };
  return chord
    .split('+')
    .map((part) => {
      const letter = /^Key([A-Z])$/.exec(part)?.[1];
      if (letter !== undefined) return `${letter} / ${ARABIC_LEGENDS[letter]}`;
      return names[part] ?? part.replace(/^Digit/, '');
    })
    .join(' + ');
}

const SINGLE = 'wasl.single-keys';

/** The shortcuts of a page, and whether single keys are on (WCAG 2.1.4). */
export class Shortcuts {
  #known: Shortcut[] = [];

  /** Adds shortcuts, before those of the same chord that are there; gives a way to take them away. */
  add(shortcuts: readonly Shortcut[]): () => void {
    this.#known = [...this.#known, ...shortcuts];
    return () => {
      this.#known = this.#known.filter((known) => !shortcuts.includes(known));
    };
  }

  /** Each chord once, for the sheet. */
  get all(): readonly Shortcut[] {
    return [...new Map(this.#known.map((shortcut) => [shortcut.chord, shortcut])).values()];
  }

  get single(): boolean {
    return localStorage.getItem(SINGLE) !== 'off';
  }

  set single(on: boolean) {
    localStorage.setItem(SINGLE, on ? 'on' : 'off');
  }

  /** Runs the shortcut of a key, if there is one that may run. */
  handle = (event: KeyboardEvent): void => {
    const chord = chordOf(event);
    const shortcut = this.#known.findLast((known) => known.chord === chord);
    if (shortcut === undefined || event.defaultPrevented || (event.repeat && !shortcut.repeats)) return;
    if (!worksWhileTyping(chord) && (isTyping(event.target) || !this.single)) return;
    if (shortcut.when !== undefined && !shortcut.when()) return;
    event.preventDefault();
    shortcut.run(event);
  };

  /** Listens until the page is gone. */
  listen(): () => void {
    addEventListener('keydown', this.handle);
    return () => removeEventListener('keydown', this.handle);
  }
}

export const shortcuts = new Shortcuts();
