// @vitest-environment happy-dom
import { cleanup, fireEvent, render, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Form from '../../src/apps/branch/parts/VisitForm.svelte';
import { mail } from '../../src/apps/branch/state/mail.svelte';
import type { Waiting } from '../../src/apps/branch/state/outbox';
import type { Whose } from '../../src/apps/branch/state/visit';
import { w } from '../../src/apps/branch/words';
import { common } from '../../src/lib/i18n/common';

const nobody: Whose = { customer: null, number: null, name: null };
const who = { name: 'reem', display_name: 'ريم', role: 'branch', branch: 'العليا' } as const;
const sound = new Blob(['opus'], { type: 'audio/webm' });
const waiting = (more: Partial<Waiting> = {}): Waiting => ({
  id: 'v', by: 'reem', at: 1, label: 'هند', visit: { id: 'v', at: 1, name: 'هند', number: '12', left: 'sad', outcomes: [] },
  sound: null, handOver: null, done: [], refused: { status: 400, code: 'bad_number', promise: null, step: 'visit' }, ...more,
});
const shown = (again: Waiting | null) => render(Form, { whose: nobody, person: null, again, resume: null, who, close: () => undefined });

let put: ReturnType<typeof vi.fn>;
beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('[]')));
  put = vi.fn(() => Promise.resolve());
  vi.spyOn(mail, 'put').mockImplementation(put as never);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('a visit that was not taken', () => {
  it('for its number has the number to be typed again', async () => {
    const { getByLabelText, getByRole } = shown(waiting());
    const number = getByLabelText(w.new.number) as HTMLInputElement;
    expect(number.value).toBe('12');
    await fireEvent.input(number, { target: { value: '٠٥٠١٢٣٤٥٦٧' } });
    getByRole('button', { name: w.visit.done }).click();
    await waitFor(() => expect(put).toHaveBeenCalledWith(expect.objectContaining({ id: 'v', visit: expect.objectContaining({ number: '0501234567' }) })));
  });

  it('brings its recording along, and without the customer’s word leaves it', async () => {
    const first = shown(waiting({ sound }));
    first.getByRole('button', { name: w.visit.done }).click();
    await waitFor(() => expect(put).toHaveBeenLastCalledWith(expect.objectContaining({ sound })));
    cleanup();
    const second = shown(waiting({ sound }));
    await fireEvent.click(second.getByLabelText(w.record.consent));
    second.getByRole('button', { name: w.visit.done }).click();
    await waitFor(() => expect(put).toHaveBeenLastCalledWith(expect.objectContaining({ sound: null })));
  });
});

describe('a visit handed over to the phone', () => {
  it('asks for a number where none is known, and sends it along', async () => {
    const { getByLabelText, getByRole } = shown(null);
    await fireEvent.input(getByLabelText(w.new.name), { target: { value: 'هند' } });
    await fireEvent.click(getByRole('button', { name: new RegExp(common.moods.sad) }));
    await fireEvent.click(getByLabelText(w.visit.handOver));
    await fireEvent.click(getByRole('button', { name: w.visit.done }));
    expect(put).not.toHaveBeenCalled();
    await fireEvent.input(getByLabelText(w.visit.callTo), { target: { value: '٠٥٠١٢٣٤٥٦٧' } });
    await fireEvent.click(getByRole('button', { name: w.visit.done }));
    await waitFor(() => expect(put).toHaveBeenCalledWith(expect.objectContaining({ handOver: '', callTo: '0501234567' })));
  });
});
