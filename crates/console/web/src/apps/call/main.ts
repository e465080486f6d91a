// The caller's page: one button to a human. Whatever is heavy is loaded when it is pressed.
import './call.css';
import { guest } from '$lib/api/house';
import { Problem } from '$lib/api/http';
import { asciiDigits } from '$lib/format/digits';
import type { Mood } from '$lib/api/wire';
import { el, write } from './dom';
import type { Typed } from './form';
import type { Line } from './line';
import { FIRST, after, calling, phoneNumber, type News, type State } from './state';
import { KEYS, draw, told, type Acts, type Shown } from './view';
import { words, type Language } from './words';

/** How often the house is asked how the call stands: while the caller waits, and while they talk. */
const ASK_MS = { waiting: 1_500, talking: 4_000 };
/** How long the question after the call waits for its answer. */
const QUESTION_MS = 8_000;

const asked = new URLSearchParams(location.search);
const embedded = window.parent !== window;
let language: Language = asked.get('language') === 'en' || (!asked.has('language') && kept('wasl.language') === 'en') ? 'en' : 'ar';
let state: State = FIRST;
let shown: Shown | null = null;
let line: Line | null = null;
let ticket: string | null = null;
let untold: ReturnType<typeof setTimeout> | undefined;
const typed: Typed = { phone: '', name: '', note: '' };

// --- the page --------------------------------------------------------------------------------------------------------
const main = el('main', {});
const status = el('p', { class: 'visually-hidden', role: 'status' });
const toggle = el('button', { type: 'button', class: 'bare', onclick: () => speak(language === 'ar' ? 'en' : 'ar') });
document.body.append(el('div', { class: 'sheet' }, el('header', {}, toggle), status, main));
if (embedded) document.documentElement.dataset.embedded = '';
const theme = asked.get('theme') ?? kept('wasl.theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

function speak(tongue: Language): void {
  language = tongue;
  keep('wasl.language', tongue);
  shown = null;
  paint();
}

function tell(news: News): void {
  const before = state.screen.at;
  state = after(state, news);
  if (state.screen.at !== before) shown = null;
  paint();
  if (state.screen.at === before) return;
  main.querySelector('h1')?.focus({ preventScroll: embedded });
  if (embedded) window.parent.postMessage({ wasl: 'calling', calling: calling(state) }, '*');
}

function paint(): void {
  const t = words[language];
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  document.title = t.title;
  write(toggle, t.otherLanguage);
  toggle.lang = language === 'ar' ? 'en' : 'ar';
  if (!shown) {
    shown = draw(state, t, language, acts, typed);
    main.replaceChildren(...shown.nodes);
  }
  shown.follow(state);
  write(status, told(state, t));
}

// --- what the caller does --------------------------------------------------------------------------------------------
const acts: Acts = {
  call: () => void begin(),
  form: () => tell({ is: 'form' }),
  start: () => (settle(), tell({ is: 'start' }), void support()),
  mute: () => (tell({ is: 'mute' }), line?.mute(state.muted)),
  pad: () => tell({ is: 'pad' }),
  key: (key) => (line?.press(key), tell({ is: 'key', key })),
  end: () => line?.hangUp(),
  send: (form) => void callBack(form),
  feel,
  kept: (answer) => void tellFeeling(answer),
};

async function begin(): Promise<void> {
  if (calling(state)) return;
  tell({ is: 'call' });
  const loading = import('./line');
  const microphone = await ask();
  if (!microphone) return;
  try {
    const [{ Line: Dialled }, given] = await Promise.all([loading, guest.enter(language)]);
    ticket = given.ticket;
    line = new Dialled(given.ticket, given.uri, microphone, {
      sound: () => tell({ is: 'sound', now: Date.now() }),
      over: () => (tell({ is: 'over' }), (line = null), void lastWord(given.ticket)),
      failed: (why) => (tell({ is: 'failed', why }), (line = null)),
    });
    void follow(given.ticket);
  } catch (error) {
    for (const track of microphone.getTracks()) track.stop();
    tell({ is: 'failed', why: error instanceof Problem && error.kind === 'busy' ? 'busy' : 'line' });
  }
}

/** The microphone, asked for now and never before. */
async function ask(): Promise<MediaStream | null> {
  if (!navigator.mediaDevices) return (tell({ is: 'microphone', given: false, why: 'insecure' }), null);
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    tell({ is: 'microphone', given: true });
    return stream;
  } catch (error) {
    const refused = error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'SecurityError');
    tell({ is: 'microphone', given: false, why: refused ? 'denied' : 'none' });
    return null;
  }
}

/** How the call stands, asked until it is over. */
async function follow(mine: string): Promise<void> {
  while (ticket === mine && calling(state)) {
    const now = await guest.now(mine).catch(() => null);
    if (now && ticket === mine) tell({ is: 'guest', guest: now });
    // The goodbye may have been lost with a broken socket.
    if (now?.phase === 'ended' && ticket === mine) line?.hangUp();
    await pause(now?.phase === 'talking' ? ASK_MS.talking : ASK_MS.waiting);
  }
}

/** What the house promised at the end. */
async function lastWord(mine: string): Promise<void> {
  await pause(700);
  const now = await guest.now(mine).catch(() => null);
  if (now && ticket === mine) tell({ is: 'guest', guest: now });
}

async function callBack({ phone, name, note }: Typed): Promise<void> {
  const number = phoneNumber(asciiDigits(phone));
  if (number === null) return tell({ is: 'refused', fault: 'number' });
  await sending(async () => {
    ticket = (await guest.enter(language)).ticket;
    await guest.callBack(ticket, number, name.trim() || undefined, note.trim() || undefined);
    Object.assign(typed, { phone: '', name: '', note: '' });
    tell({ is: 'promised', number });
  });
}

/** One tap is enough: the mood is sent by itself when the question after it is left unanswered. */
function feel(mood: Mood): void {
  tell({ is: 'felt', mood });
  clearTimeout(untold);
  untold = setTimeout(() => void tellFeeling(null), QUESTION_MS);
}

async function tellFeeling(keptWord: boolean | null): Promise<void> {
  const [mine, mood] = [ticket, state.mood];
  if (mine === null || mood === null || state.sending) return;
  clearTimeout(untold);
  untold = undefined;
  await sending(async () => {
    await patiently(() => guest.feeling(mine, mood, keptWord ?? undefined));
    if (ticket === mine) tell({ is: 'thanks' });
  });
}

/** The house takes it once the call is over, which it may hear a moment after the caller does. */
async function patiently(act: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await act();
    } catch (error) {
      if (tries >= 3 || !(error instanceof Problem && error.kind === 'conflict')) throw error;
      await pause(1_000);
    }
  }
}

/** Sends what was felt before the page goes away. */
function settle(): void {
  if (untold === undefined || ticket === null) return;
  clearTimeout(untold);
  untold = undefined;
  const [headers, body] = [{ 'Content-Type': 'application/json' }, JSON.stringify({ mood: state.mood })];
  void fetch(`/api/v1/guests/${encodeURIComponent(ticket)}/feeling`, { method: 'POST', keepalive: true, headers, body }).catch(() => undefined);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function sending(act: () => Promise<void>): Promise<void> {
  tell({ is: 'sending' });
  try {
    await act();
  } catch (error) {
    const many = error instanceof Problem && error.status === 429;
    tell({ is: 'refused', fault: many ? 'too_many' : 'not_sent' });
  }
}

async function support(): Promise<void> {
  const now = await guest.support().catch(() => null);
  if (now) tell({ is: 'support', support: now });
}

// --- the browser -----------------------------------------------------------------------------------------------------
function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // Third-party storage is shut in some browsers.
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It is only forgotten.
  }
}

addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && embedded) window.parent.postMessage({ wasl: 'close' }, '*');
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (state.pad && !typing && !event.ctrlKey && !event.metaKey && KEYS.includes(asciiDigits(event.key))) acts.key(asciiDigits(event.key));
});
addEventListener('message', ({ data, source }) => {
  const tongue = source === window.parent ? (data as { wasl?: unknown; language?: unknown } | null) : null;
  if (tongue?.wasl === 'language' && (tongue.language === 'ar' || tongue.language === 'en')) speak(tongue.language);
});
addEventListener('beforeunload', (event) => calling(state) && event.preventDefault());
addEventListener('pagehide', () => (line?.hangUp(), settle()));
setInterval(() => state.screen.at === 'call' && paint(), 1_000);

paint();
void support();
