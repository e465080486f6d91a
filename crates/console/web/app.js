// One plain page: sign in, the list of calls, one call's story. What people said is put in as text, never as markup.
import { words } from '/assets/words.js';

const GLYPHS = { angry: '▲', frustrated: '◆', lost: '?', neutral: '●', satisfied: '■', sad: '▼' };
const VALENCE = { angry: -1, frustrated: -0.6, lost: -0.3, neutral: 0, satisfied: 0.6, sad: -0.5 };
const SURE = 0.6;
const main = document.getElementById('main');
let language = localStorage.getItem('language') === 'en' ? 'en' : 'ar';
let me = null;
let socket = null;
let drawing = 0;

// --- words ---------------------------------------------------------------------------------------------------------
const t = () => words[language];
const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (_, name) => String(slots[name] ?? ''));
const locale = () => (language === 'ar' ? 'ar-u-ca-gregory-nu-latn' : 'en-GB');
const moment = (ms) => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(ms);
const clock = (ms) => {
  const s = Math.floor(ms / 1000);
  return `${String(Math.floor(s / 60)).padStart(2, '0')}:${String(s % 60).padStart(2, '0')}`;
};

// --- small pieces --------------------------------------------------------------------------------------------------
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}
function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
// Names and words of unknown direction; numbers, times and ids always from the left.
const bdi = (text) => el('bdi', {}, String(text ?? '—'));
const ltr = (text) => el('bdi', { dir: 'ltr' }, String(text ?? '—'));
const number = (text) => (text === null || text === undefined ? el('span', {}, t().withheld) : ltr(text));
function mood(name) {
  if (!name) return el('span', {}, '—');
  return el('span', { class: `mood mood-${name}` }, el('span', { 'aria-hidden': 'true' }, `${GLYPHS[name]} `), t().moods[name]);
}
function show(title, ...nodes) {
  document.title = title ? `${title} · ${t().name}` : t().name;
  main.replaceChildren(...nodes.filter((node) => node !== null && node !== undefined));
}
function say(text) { document.getElementById('status').textContent = text; }
const loading = () => { say(t().loading); return el('p', { class: 'note', 'aria-busy': 'true' }, t().loading); };
function fault(why, again) {
  say('');
  const button = again ? el('button', { type: 'button', onclick: again }, t().again) : null;
  return el('div', { class: 'fault', role: 'alert' }, el('p', {}, why), button);
}

// --- the server ----------------------------------------------------------------------------------------------------
class Problem extends Error {
  constructor(status, body) { super(body?.detail ?? String(status)); this.status = status; this.retryAfter = body?.retry_after; }
}
async function ask(path, options) {
  let response;
  try { response = await fetch(`/api/v1${path}`, options); } catch { throw new Problem(0, { detail: t().offline }); }
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Problem(response.status, body);
  return body;
}
function told(problem, again) {
  if (problem.status === 401) { me = null; frame(); return signIn(); }
  const sentence = { 403: t().noRight, 404: t().gone }[problem.status] ?? fill(t().fault, { why: problem.message });
  return show('', fault(sentence, again));
}

// --- sign in -------------------------------------------------------------------------------------------------------
function signIn() {
  const wrong = el('p', { class: 'fault', role: 'alert', hidden: true });
  const user = el('input', { name: 'user', autocomplete: 'username', required: true, dir: 'ltr' });
  const password = el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true, dir: 'ltr' });
  const enter = el('button', { class: 'main', type: 'submit' }, t().enter);
  const form = el('form', { class: 'card sign-in' },
    el('h1', {}, t().signIn), wrong, el('label', {}, t().user, user), el('label', {}, t().password, password), enter);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    enter.disabled = true;
    try {
      const body = JSON.stringify({ user: user.value, password: password.value });
      me = await ask('/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      frame();
      draw();
    } catch (problem) {
      const minutes = Math.ceil((problem.retryAfter ?? 60) / 60);
      wrong.textContent = { 401: t().wrong, 429: fill(t().locked, { minutes }) }[problem.status] ?? fill(t().fault, { why: problem.message });
      wrong.hidden = false;
      password.value = '';
      password.focus();
    } finally { enter.disabled = false; }
  });
  show(t().signIn, form);
  user.focus();
}

// --- the list ------------------------------------------------------------------------------------------------------
const FILTERS = ['words', 'hangup', 'mood', 'after'];

async function list(turn, quiet) {
  const asked = new URLSearchParams(location.search);
  const query = new URLSearchParams(FILTERS.filter((name) => asked.get(name)).map((name) => [name, asked.get(name)]));
  if (!quiet) show(t().calls, el('h1', {}, t().calls), loading());
  let page;
  try { page = await ask(`/calls?${query}`); } catch (problem) { return turn === drawing && told(problem, draw); }
  if (turn !== drawing) return undefined;
  const kept = quiet ? document.querySelector('.filters') : null;
  const old = quiet ? document.querySelector('.calls') : null;
  if (kept && old) { old.replaceWith(table(page, asked)); return undefined; }
  say(String(page.items.length));
  return show(t().calls, el('h1', {}, t().calls), filters(asked), table(page, asked));
}

function filters(asked) {
  const choice = (name, label, names) => el('label', {}, label, el('select', { name },
    el('option', { value: '' }, t().all),
    Object.entries(names).map(([value, text]) => el('option', { value, selected: asked.get(name) === value }, text))));
  const form = el('form', { class: 'filters', role: 'search' },
    el('label', {}, t().search, el('input', { name: 'words', type: 'search', dir: 'auto', value: asked.get('words') ?? '' })),
    choice('hangup', t().ending, t().hangups), choice('mood', t().moodLast, t().moods),
    el('button', { class: 'main', type: 'submit' }, t().find));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    go(`/qa?${query}`);
  });
  return form;
}

function table(page, asked) {
  const heads = [t().when, t().caller, t().agent, t().queue, t().intent, t().length, t().moodInOut, t().ending];
  const rows = page.items.map(row);
  if (rows.length === 0) rows.push(el('tr', { class: 'empty-row' }, el('td', { colspan: heads.length }, t().noCalls)));
  const turn = (after, text) => {
    const query = new URLSearchParams(asked);
    if (after) query.set('after', after); else query.delete('after');
    return el('a', { href: `/qa?${query}`, onclick: follow }, text);
  };
  const pages = el('p', {}, asked.get('after') ? [turn(null, t().newest), ' · '] : null, page.next ? turn(page.next, t().older) : null);
  return el('div', { class: 'calls' }, el('div', { class: 'scroll card' },
    el('table', {}, el('thead', {}, el('tr', {}, heads.map((head) => el('th', { scope: 'col' }, head)))), el('tbody', {}, rows))), pages);
}

function row(call) {
  const who = call.from ?? t().withheld;
  const open = el('a', { href: `/qa?call=${call.id}`, onclick: follow, 'aria-label': fill(t().open, { who: `\u2068${who}\u2069` }) }, bdi(moment(call.began)));
  const ended = call.hangup ? t().hangups[call.hangup] : t().live;
  return el('tr', {}, el('td', { class: 'tight' }, open), el('td', { class: 'tight' }, number(call.from)), el('td', {}, bdi(call.agent)), el('td', {}, bdi(call.queue)),
    el('td', {}, bdi(call.intent)), el('td', {}, ltr(clock(call.media_length))), el('td', { class: 'tight' }, mood(call.mood_first), ' ← '.replace('←', language === 'ar' ? '←' : '→'), mood(call.mood_last)), el('td', {}, ended));
}

// --- one call's story ----------------------------------------------------------------------------------------------
async function story(id, turn, quiet) {
  if (!quiet) show('', loading());
  const path = `/calls/${encodeURIComponent(id)}`;
  let call; let timeline; let transcript; let peaks = null;
  try {
    call = await ask(path);
    [timeline, transcript] = await Promise.all([ask(`${path}/timeline`), ask(`${path}/transcript`)]);
    if (call.recording !== 'none') peaks = await ask(`${path}/peaks`).catch(() => null);
  } catch (problem) { return turn === drawing && told(problem, draw); }
  if (turn !== drawing) return undefined;
  const audio = quiet ? document.querySelector('audio') : null;
  if (audio && !audio.paused) return undefined; // Do not pull the sound from under somebody's ears.
  say('');
  const title = fill(t().call, { when: moment(call.began) });
  const player = peaks ? playerOf(call, peaks, timeline.items) : null;
  return show(title,
    el('p', {}, el('a', { href: '/qa', onclick: follow }, t().back)), el('h1', {}, title), facts(call),
    el('h2', {}, t().sound), player?.node ?? el('p', { class: 'note' }, t().noSound),
    call.recording === 'partial' ? el('p', { class: 'fault' }, t().partial) : null,
    el('div', { class: 'columns' },
      el('section', { 'aria-label': t().said }, el('h2', {}, t().said), turns(transcript.items, player)),
      el('div', {}, el('section', { 'aria-label': t().why }, el('h2', {}, t().why), offers(timeline.items)),
        el('section', { 'aria-label': t().story }, el('h2', {}, t().story), steps(timeline.items)))));
}

function facts(call) {
  const waited = call.bridged === null ? t().never : ltr(clock(call.bridged - call.began));
  const all = [[t().caller, number(call.from)], [t().dialled, ltr(call.dialled)], [t().language, t().languages[call.language] ?? '—'], [t().queue, bdi(call.queue)],
    [t().agent, bdi(call.agent)], [t().person, waited], [t().intent, bdi(call.intent)], [t().moodLast, mood(call.mood_last)],
    [t().length, ltr(clock(call.media_length))], [t().ending, call.hangup ? t().hangups[call.hangup] : t().live], [t().ref, ltr(call.id)]];
  return el('dl', { class: 'facts card' }, all.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

// Sound runs from left to right in both languages, and word, wave and mood share its axis.
function playerOf(call, peaks, timeline) {
  const audio = el('audio', { controls: true, preload: 'metadata', src: `/api/v1/calls/${call.id}/recording` });
  const width = 1000; const length = Math.max(peaks.length_ms, 1);
  const x = (ms) => (ms / length) * width;
  const lanes = svg('svg', { class: 'lanes', viewBox: `0 0 ${width} 190`, preserveAspectRatio: 'none', role: 'img', 'aria-label': t().lanes });
  const wave = (values, middle, kind) => {
    const step = x(peaks.step_ms); let path = '';
    for (let n = 0; n < values.length; n += 2) {
      const top = middle - (values[n + 1] / 128) * 26 - 0.5; const bottom = middle - (values[n] / 128) * 26 + 0.5;
      path += `M${((n / 2) * step).toFixed(2)} ${top.toFixed(1)}h${Math.max(step, 0.4).toFixed(2)}V${bottom.toFixed(1)}h-${Math.max(step, 0.4).toFixed(2)}z`;
    }
    lanes.append(svg('line', { class: 'zero', x1: 0, x2: width, y1: middle, y2: middle }), svg('path', { class: kind, d: path }));
  };
  wave(peaks.caller, 30, 'caller');
  wave(peaks.agent, 90, 'agent');
  const readings = timeline.filter((entry) => entry.event.type === 'mood').map((entry) => entry.event.reading);
  const place = (reading) => [x(Math.min((reading.span.start + reading.span.end) / 2, length)), 152 - VALENCE[reading.label] * 28];
  lanes.append(svg('line', { class: 'zero', x1: 0, x2: width, y1: 152, y2: 152 }));
  lanes.append(svg('polyline', { class: 'mood-line', 'vector-effect': 'non-scaling-stroke', points: readings.map((reading) => place(reading).map((n) => n.toFixed(1)).join(',')).join(' ') }));
  for (const reading of readings) {
    const [cx, cy] = place(reading);
    const name = `${clock(reading.span.start)} ${t().moods[reading.label]}${reading.confidence < SURE ? ` (${t().unsure})` : ''}`;
    lanes.append(svg('ellipse', { class: reading.confidence < SURE ? 'unsure' : `dot-${reading.label}`, cx, cy, rx: 5, ry: 6 }, svg('title', {}, name)));
  }
  const now = svg('line', { class: 'now', x1: 0, x2: 0, y1: 0, y2: 190, 'vector-effect': 'non-scaling-stroke' });
  lanes.append(now);
  lanes.addEventListener('click', (event) => {
    const box = lanes.getBoundingClientRect();
    audio.currentTime = ((event.clientX - box.left) / box.width) * (length / 1000);
  });
  const listeners = [];
  audio.addEventListener('timeupdate', () => {
    const ms = Math.round(audio.currentTime * 1000);
    now.setAttribute('x1', x(ms)); now.setAttribute('x2', x(ms));
    for (const listener of listeners) listener(ms);
  });
  const node = el('div', { class: 'island card', dir: 'ltr' }, lanes, audio);
  return { node, follow: (listener) => listeners.push(listener), play: (ms) => { audio.currentTime = ms / 1000; audio.play().catch(() => {}); } };
}

function turns(items, player) {
  if (items.length === 0) return el('p', { class: 'note' }, t().nothingSaid);
  const nodes = items.map((said) => {
    const at = clock(said.span.start);
    const meta = el('span', { class: 'meta' }, `${t().speakers[said.speaker]} · `, ltr(at));
    const text = el('span', { class: 'text', dir: 'auto', lang: said.language }, said.text);
    const body = player ? el('button', { type: 'button', title: fill(t().playFrom, { at }), onclick: () => player.play(said.span.start) }, meta, text) : el('div', {}, meta, text);
    return el('li', { class: `turn ${said.speaker}` }, body);
  });
  player?.follow((ms) => {
    const lit = items.findLastIndex((said) => said.span.start <= ms);
    nodes.forEach((node, n) => node.classList.toggle('now', n === lit && ms < items[n].span.end + 500));
  });
  return el('ol', { class: 'turns' }, nodes);
}

function offers(timeline) {
  const made = timeline.filter((entry) => entry.event.type === 'offered').map((entry) => entry.event);
  if (made.length === 0) return el('p', { class: 'note' }, t().noOffers);
  return made.map((offer) => {
    const end = timeline.find((entry) => entry.event.type === 'offer_ended' && entry.event.offer === offer.offer)?.event;
    const outcome = end ? t().outcomes[end.outcome.outcome] ?? '' : '';
    const { score, parts, runners_up: next, eligible } = offer.reasons;
    const line = (name, value) => el('tr', {}, el('td', {}, t().parts[name] ?? bdi(name)), el('td', {}, ltr(value.toFixed(3))));
    return el('div', { class: 'card' }, el('p', {}, el('strong', {}, bdi(offer.agent)), ` — ${outcome}`),
      el('table', { class: 'reasons' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, t().part), el('th', { scope: 'col' }, t().value))),
        el('tbody', {}, parts.map((part) => line(part.name, part.value)), el('tr', {}, el('th', { scope: 'row' }, t().score), el('td', {}, ltr(score.toFixed(3)))))),
      el('p', { class: 'meta' }, fill(t().eligible, { n: eligible }), next.length ? el('span', {}, ' · ', fill(t().next, { who: next.map(([agent, points]) => `\u2068${agent}\u2069 (${points.toFixed(3)})`).join(language === 'ar' ? '، ' : ', ') })) : null));
  });
}

function steps(timeline) {
  return el('ol', { class: 'story' }, timeline.map((entry) => {
    const [before, after] = (t().events[entry.event.type] ?? entry.event.type).split('{what}');
    const what = detail(entry.event);
    return el('li', {}, el('time', {}, ltr(clock(entry.media_at))), el('span', {}, before, after === undefined ? null : [what, after]));
  }));
}

function detail(event) {
  switch (event.type) {
    case 'prompt_started': return ltr(event.prompts.join(' + '));
    case 'speech_started': return t().speakers[event.speaker];
    case 'heard': return el('bdi', { lang: event.utterance.language }, event.utterance.text);
    case 'language_picked': return t().languages[event.language];
    case 'mood': return el('span', {}, mood(event.reading.label), ' ', ltr(`${Math.round(event.reading.confidence * 100)}%`), ' ', bdi(event.reading.evidence.map((one) => one.what).join(' · ')));
    case 'intent': return el('span', {}, bdi(event.guess.intent), ' ', ltr(`${Math.round(event.guess.confidence * 100)}%`));
    case 'flow_entered': return ltr(event.state);
    case 'machine_answered': return ltr(event.answer);
    case 'handed_over': return el('span', {}, t().causes[event.cause], ' · ', bdi(event.queue));
    case 'queued': return el('span', {}, bdi(event.queue), ' ', ltr(`#${event.position}`));
    case 'overflowed': return bdi(event.to);
    case 'offered': case 'bridged': return bdi(event.agent);
    case 'offer_ended': return el('span', {}, bdi(event.agent), ' ', t().outcomes[event.outcome.outcome]);
    case 'recording_failed': return bdi(event.what);
    case 'quality': return ltr(`${event.lost_pct.toFixed(1)} %, ${event.jitter_ms.toFixed(0)} ms`);
    case 'ended': return t().hangups[event.hangup];
    default: return '';
  }
}

// --- what happens now ----------------------------------------------------------------------------------------------
let soon = 0;
function listen() {
  if (socket || !me || !['qa', 'supervisor', 'admin'].includes(me.role)) return;
  socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/events`);
  socket.onmessage = (message) => {
    const event = JSON.parse(message.data);
    const open = new URLSearchParams(location.search).get('call');
    if (open && event.entry?.call !== open) return;
    clearTimeout(soon);
    soon = setTimeout(() => draw(true), 800);
  };
  socket.onclose = () => { socket = null; setTimeout(listen, 3000); };
}

// --- frame and roads -----------------------------------------------------------------------------------------------
function frame() {
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  document.getElementById('brand-name').textContent = t().name;
  document.getElementById('skip').textContent = t().skip;
  document.getElementById('voices').textContent = t().voices;
  const toggle = document.getElementById('language');
  toggle.textContent = t().other;
  toggle.lang = language === 'ar' ? 'en' : 'ar';
  document.getElementById('who').textContent = me ? fill(t().signedIn, { who: `\u2068${me.display_name}\u2069`, role: t().roles[me.role] }) : '';
  const leave = document.getElementById('leave');
  leave.textContent = t().leave;
  leave.hidden = !me;
}
function draw(quiet = false) {
  drawing += 1;
  if (!me) return signIn();
  listen();
  const call = new URLSearchParams(location.search).get('call');
  return call ? story(call, drawing, quiet === true) : list(drawing, quiet === true);
}
function go(url) { history.pushState(null, '', url); draw(); main.focus(); window.scrollTo(0, 0); }
function follow(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(event.currentTarget.getAttribute('href'));
}
window.addEventListener('popstate', () => draw());
document.getElementById('brand').addEventListener('click', follow);
document.getElementById('language').addEventListener('click', () => {
  language = language === 'ar' ? 'en' : 'ar';
  localStorage.setItem('language', language);
  frame();
  draw();
});
document.getElementById('leave').addEventListener('click', async () => {
  await ask('/session', { method: 'DELETE' }).catch(() => null);
  me = null;
  socket?.close();
  frame();
  signIn();
});

frame();
show('', loading());
ask('/me').then((user) => { me = user; frame(); draw(); }, (problem) => (problem.status === 401 ? signIn() : told(problem, () => location.reload())));
