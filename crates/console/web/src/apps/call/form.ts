// «اتصلوا بي»: the number, and what helps whoever calls. What is typed survives a change of screen or language.
import { button, el } from './dom';
import type { State } from './state';
import { type Acts, type Shown, tellFault } from './view';
import type { Words } from './words';

/** What the caller typed. */
export interface Typed {
  phone: string;
  name: string;
  note: string;
}

export function formScreen(t: Words, { screen }: State, acts: Acts, typed: Typed): Shown {
  const why = screen.at === 'form' ? screen.why : 'chosen';
  const keep = (field: keyof Typed) => (event: Event) => (typed[field] = (event.target as HTMLInputElement).value);
  const phone = el('input', { type: 'tel', dir: 'ltr', autocomplete: 'tel', required: true, name: 'phone', 'aria-describedby': 'fault', oninput: keep('phone') });
  const name = el('input', { dir: 'auto', autocomplete: 'name', maxlength: '80', name: 'name', oninput: keep('name') });
  const note = el('textarea', { dir: 'auto', rows: '3', maxlength: '500', name: 'note', oninput: keep('note') });
  [phone.value, name.value, note.value] = [typed.phone, typed.name, typed.note];
  const fault = el('p', { class: 'fault', role: 'alert', id: 'fault', hidden: true });
  const send = el('button', { type: 'submit', class: 'main' }, t.send);
  const form = el('form', { novalidate: true }, ...[
    field(t.number, phone), field(t.name, name), field(t.note, note), fault,
    el('p', { class: 'quiet' }, t.formConsent), el('div', { class: 'row' }, send, button(t.back, acts.start)),
  ]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    acts.send(typed);
  });
  const follow = (state: State) => {
    send.disabled = state.sending;
    tellFault(fault, t, state);
    const wrong = state.fault === 'number';
    phone.setAttribute('aria-invalid', String(wrong));
    if (wrong) phone.focus();
  };
  return { nodes: [el('h1', { tabindex: '-1' }, t.form), el('p', {}, t.formWhy[why]), form], follow };
}

function field(label: string, input: HTMLElement): HTMLElement {
  return el('label', {}, el('span', {}, label), input);
}
