/** The keys of the call page, by the physical key. */
import type { Shortcut } from '$lib/ui/keys';
import type { Player } from './player.svelte';
import { c } from './words';

export interface Moves {
  player: Player;
  goHard(to: 1 | -1): void;
  comment(): void;
  stretch(by: 1 | -1): void;
  step(by: 1 | -1): void;
  follow(): void;
  next(): void;
  last(): void;
  back(): void;
}

/** The space bar presses what is focused; elsewhere it plays. */
const onNothing = () => !(document.activeElement instanceof HTMLElement && document.activeElement.matches('button, a, summary, [role="tab"], label'));
/** Arrows belong to tabs and menus that have the focus. */
const onNoList = () => !(document.activeElement instanceof HTMLElement && document.activeElement.matches('[role="tab"], [role="menuitem"], input'));

export function keysOf({ player, goHard, comment, stretch, step, follow, next, last, back }: Moves): Shortcut[] {
  const play = () => `${c.play} / ${c.pause}`;
  return [
    { chord: 'Space', label: play, run: player.toggle, when: onNothing },
    { chord: 'KeyK', label: play, run: player.toggle },
    { chord: 'KeyJ', label: () => c.back5, run: () => player.by(-5000) },
    { chord: 'KeyL', label: () => c.on5, run: () => player.by(5000) },
    { chord: 'ArrowLeft', label: () => c.back1, run: () => player.by(-1000), when: onNoList, repeats: true },
    { chord: 'ArrowRight', label: () => c.on1, run: () => player.by(1000), when: onNoList, repeats: true },
    { chord: 'Comma', label: () => c.wordBack, run: () => step(-1), repeats: true },
    { chord: 'Period', label: () => c.wordOn, run: () => step(1), repeats: true },
    { chord: 'BracketLeft', label: () => c.slower, run: () => player.faster(-1) },
    { chord: 'BracketRight', label: () => c.faster, run: () => player.faster(1) },
    { chord: 'KeyN', label: () => c.hardNext, run: () => goHard(1) },
    { chord: 'KeyB', label: () => c.hardLast, run: () => goHard(-1) },
    { chord: 'KeyM', label: () => c.comment, run: comment },
    { chord: 'KeyA', label: () => c.solo(c.agent), run: () => player.solo('agent') },
    { chord: 'KeyC', label: () => c.solo(c.caller), run: () => player.solo('caller') },
    { chord: 'KeyS', label: () => c.skips, run: () => (player.skips = !player.skips) },
    { chord: 'KeyR', label: () => c.loop, run: player.loop, when: () => player.marked !== null },
    { chord: 'KeyT', label: () => c.follow, run: follow },
    { chord: 'Equal', label: () => c.zoomIn, run: () => stretch(1) },
    { chord: 'Minus', label: () => c.zoomOut, run: () => stretch(-1) },
    { chord: 'Shift+KeyJ', label: () => c.nextCall, run: next },
    { chord: 'Shift+KeyK', label: () => c.lastCall, run: last },
    { chord: 'Escape', label: () => c.unmark, run: () => (player.marked ? player.mark(null) : back()), when: onNoList },
  ];
}
