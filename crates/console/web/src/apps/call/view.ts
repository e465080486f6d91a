// Draws a state. A screen is made when the caller comes to it; after that only its texts change, so that focus and typed words stay.
import { clock } from '$lib/format/time';
import type { Mood } from '$lib/api/wire';
import { button, el, write } from './dom';
import { formScreen, type Typed } from './form';
import { calling, type State } from './state';
import { placeWords, waitWords, type Language, type Words } from './words';

/** What the caller does. */
export interface Acts {
  call(): void;
  form(): void;
  start(): void;
  mute(): void;
  pad(): void;
  key(key: string): void;
  end(): void;
  send(typed: Typed): void;
  feel(mood: Mood): void;
  kept(kept: boolean | null): void;
}

/** A screen that is shown. */
export interface Shown {
  nodes: Node[];
  /** Follows the state while the screen is the same. */
  follow(state: State): void;
}

export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const MOODS: readonly [Mood, string][] = [
  ['satisfied', '■'],
  ['neutral', '●'],
  ['lost', '?'],
  ['frustrated', '◆'],
  ['angry', '▲'],
  ['sad', '▼'],
];

/** The screen the state is at. */
export function draw(state: State, t: Words, language: Language, acts: Acts, typed: Typed): Shown {
  switch (state.screen.at) {
    case 'start':
      return start(t, language, acts);
    case 'asking':
      return busy(t.asking, t.askingHint);
    case 'connecting':
      return connecting(t, acts);
    case 'call':
      return call(t, acts, state.screen.since);
    case 'after':
      return felt(t, acts);
    case 'thanks':
      return last(t.thanks, '', t, acts);
    case 'form':
      return formScreen(t, state, acts, typed);
    case 'promised':
      return last(t.promised, t.promisedHint(state.screen.number), t, acts);
    case 'failed':
      return failed(t, acts, t.failedWhy[state.screen.why]);
  }
}

const heading = (text: string) => el('h1', { tabindex: '-1' }, text);
const still = (...nodes: Node[]): Shown => ({ nodes, follow: () => undefined });

function start(t: Words, language: Language, acts: Acts): Shown {
  const title = heading(t.title);
  const wait = el('p', { class: 'wait' });
  const phone = el('a', { class: 'phone', hidden: true });
  const now = button(t.callNow, acts.call);
  const later = button(t.callMe, acts.form);
  const nodes = [title, el('p', {}, t.who), wait, el('p', { class: 'quiet' }, t.consent), el('p', { class: 'quiet' }, t.microphone)];
  const follow = ({ support }: State) => {
    if (!support) return write(wait, t.loading);
    write(title, t.titleOf(support.name[language]));
    write(wait, support.open ? waitWords(t, support.wait) : t.closed);
    now.classList.toggle('main', support.open);
    later.classList.toggle('main', !support.open);
    tellPhone(phone, t, support.phone);
  };
  return { nodes: [...nodes, el('div', { class: 'row' }, now, later), phone], follow };
}

function tellPhone(link: HTMLAnchorElement, t: Words, number: string | null): void {
  link.hidden = !number;
  if (!number) return;
  link.href = `tel:${number}`;
  write(link, t.phone(number));
}

function busy(title: string, hint: string): Shown {
  return still(heading(title), el('p', {}, hint), el('progress', { 'aria-label': title }));
}

function connecting(t: Words, acts: Acts): Shown {
  const { nodes, follow } = busy(t.connecting, t.connectingHint);
  return { nodes: [...nodes, button(t.end, acts.end, 'danger')], follow };
}

function call(t: Words, acts: Acts, since: number): Shown {
  const title = heading(t.machine);
  const hint = el('p', { class: 'wait' });
  const time = el('bdi', { class: 'time', dir: 'ltr', role: 'timer', 'aria-label': t.time });
  const human = button(t.human, () => acts.key('0'), 'main');
  const mute = el('button', { type: 'button', onclick: acts.mute });
  const toggle = el('button', { type: 'button', 'aria-controls': 'pad', onclick: acts.pad }, t.pad);
  const pad = padOf(acts.key);
  const pressed = el('bdi', { dir: 'ltr' });
  const keys = el('p', { class: 'quiet' }, `${t.pressed} `, pressed);
  const follow = ({ guest, muted, pad: open, keys: typed }: State) => {
    write(title, titleOf(t, guest));
    write(hint, hintOf(t, guest));
    write(time, clock(Date.now() - since));
    human.hidden = !guest || guest.phase !== 'machine';
    write(mute, muted ? t.muted : t.mute);
    mute.setAttribute('aria-pressed', String(muted));
    toggle.setAttribute('aria-expanded', String(open));
    pad.hidden = !open;
    keys.hidden = !open || typed === '';
    write(pressed, typed);
  };
  const buttons = el('div', { class: 'row' }, mute, toggle, button(t.end, acts.end, 'danger'));
  return { nodes: [title, time, hint, human, buttons, pad, keys], follow };
}

/** The digits stand as on every telephone, in both directions of writing. */
function padOf(press: (key: string) => void): HTMLElement {
  return el('div', { id: 'pad', class: 'pad', dir: 'ltr', hidden: true }, ...KEYS.map((key) => button(key, () => press(key))));
}

function titleOf(t: Words, guest: State['guest']): string {
  switch (guest?.phase) {
    case 'waiting':
      return t.waiting;
    case 'ringing':
      return t.ringing;
    case 'talking':
      return guest.agent ? t.talkingWith(guest.agent) : t.talking;
    default:
      return t.machine;
  }
}

function hintOf(t: Words, guest: State['guest']): string {
  if (!guest || guest.phase === 'machine' || guest.phase === 'new') return t.machineHint;
  if (guest.phase !== 'waiting') return '';
  return `${placeWords(t, guest.position)} ${guest.wait ? waitWords(t, guest.wait) : ''}`.trim();
}

function felt(t: Words, acts: Acts): Shown {
  const faces = MOODS.map(([mood, glyph]) => {
    const face = el('button', { type: 'button', class: `face ${mood}`, onclick: () => acts.feel(mood) });
    face.append(el('span', { 'aria-hidden': 'true', class: 'glyph' }, glyph), el('span', {}, t.moods[mood]));
    return face;
  });
  const answers = [button(t.keptYes, () => acts.kept(true)), button(t.keptNo, () => acts.kept(false)), button(t.keptNone, () => acts.kept(null))];
  const question = el('fieldset', { hidden: true }, el('legend', {}, t.kept), el('div', { class: 'row' }, ...answers));
  const fault = el('p', { class: 'fault', role: 'alert', hidden: true });
  const owed = el('div', { class: 'owed', hidden: true }, el('p', {}, t.owed), button(t.callMe, acts.form, 'main'));
  const moods = el('fieldset', {}, el('legend', {}, t.felt), el('div', { class: 'faces' }, ...faces));
  const follow = (state: State) => {
    MOODS.forEach(([mood], n) => faces[n]?.setAttribute('aria-pressed', String(mood === state.mood)));
    question.hidden = state.mood === null;
    owed.hidden = state.guest?.promised !== true;
    for (const answer of answers) answer.disabled = state.sending;
    tellFault(fault, t, state);
  };
  return { nodes: [heading(t.ended), owed, moods, question, fault, button(t.again, acts.start, 'bare')], follow };
}

/** What the house did not take, as a sentence. */
export function tellFault(node: HTMLElement, t: Words, { fault }: State): void {
  node.hidden = fault === null;
  write(node, fault === null ? '' : { not_sent: t.notSent, too_many: t.tooMany, number: t.numberWrong }[fault]);
}

function last(title: string, hint: string, t: Words, acts: Acts): Shown {
  return still(heading(title), el('p', {}, hint), button(t.back, acts.start));
}

function failed(t: Words, acts: Acts, why: string): Shown {
  const phone = el('a', { class: 'phone', hidden: true });
  const buttons = el('div', { class: 'row' }, button(t.retry, acts.call, 'main'), button(t.callMe, acts.form));
  const follow = ({ support }: State) => tellPhone(phone, t, support?.phone ?? null);
  return { nodes: [heading(t.failed), el('p', { role: 'alert' }, why), buttons, phone], follow };
}

/** What a screen reader is told when it changes. */
export function told(state: State, t: Words): string {
  if (state.screen.at !== 'call') return '';
  return `${titleOf(t, state.guest)}. ${hintOf(t, state.guest)}`;
}

/** Leaving now would end a call. */
export const busyNow = calling;
