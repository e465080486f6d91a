import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Shortcuts, chordOf, printed, worksWhileTyping } from '$lib/ui/keys';
import { digitOf } from '../src/apps/agent/state/keypad';
import { memory } from './memory';

const key = (code: string, more: Partial<KeyboardEvent> = {}) =>
  ({ code, key: 'ة', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, defaultPrevented: false, target: null, preventDefault: vi.fn(), ...more }) as unknown as KeyboardEvent;

beforeEach(() => vi.stubGlobal('localStorage', memory()));

describe('shortcuts', () => {
  it('go by the physical key, whatever the layout writes', () => {
    expect(chordOf(key('KeyM'))).toBe('KeyM');
    expect(chordOf(key('KeyP', { altKey: true }))).toBe('Alt+KeyP');
    expect(chordOf(key('F9', { shiftKey: true }))).toBe('Shift+F9');
    expect(chordOf(key('NumpadEnter', { metaKey: true }))).toBe('Ctrl+Enter');
  });
  it('work while typing only when they cannot be text', () => {
    expect(['F2', 'Shift+F9', 'Alt+KeyP', 'Ctrl+Enter'].every(worksWhileTyping)).toBe(true);
    expect(['KeyM', 'Slash', 'Shift+Slash', 'Digit1'].some(worksWhileTyping)).toBe(false);
  });
  it('run once, may be taken away, and do not repeat', () => {
    const shortcuts = new Shortcuts();
    const run = vi.fn();
    const remove = shortcuts.add([{ chord: 'F2', label: () => '', run }]);
    shortcuts.handle(key('F2'));
    shortcuts.handle(key('F2', { repeat: true }));
    expect(run).toHaveBeenCalledTimes(1);
    remove();
    shortcuts.handle(key('F2'));
    expect(run).toHaveBeenCalledTimes(1);
  });
  it('of the newest part win, and the older ones are there again when it is gone', () => {
    const shortcuts = new Shortcuts();
    const [page, part] = [vi.fn(), vi.fn()];
    shortcuts.add([{ chord: 'F2', label: () => 'page', run: page }]);
    const remove = shortcuts.add([{ chord: 'F2', label: () => 'part', run: part }]);
    shortcuts.handle(key('F2'));
    expect(shortcuts.all.map(({ label }) => label())).toEqual(['part']);
    remove();
    shortcuts.handle(key('F2'));
    expect([page.mock.calls.length, part.mock.calls.length]).toEqual([1, 1]);
  });
  it('can be switched off where they are a single key', () => {
    const shortcuts = new Shortcuts();
    const [single, chord] = [vi.fn(), vi.fn()];
    shortcuts.add([{ chord: 'KeyN', label: () => '', run: single }, { chord: 'F8', label: () => '', run: chord }]);
    shortcuts.single = false;
    shortcuts.handle(key('KeyN'));
    shortcuts.handle(key('F8'));
    expect([single.mock.calls.length, chord.mock.calls.length]).toEqual([0, 1]);
  });
  it('are refused by their condition without eating the key', () => {
    const shortcuts = new Shortcuts();
    const event = key('F4');
    shortcuts.add([{ chord: 'F4', label: () => '', run: vi.fn(), when: () => false }]);
    shortcuts.handle(event);
    expect(event.preventDefault).not.toHaveBeenCalled();
  });
  it('are printed with both legends', () => {
    expect(printed('Alt+KeyP')).toBe('Alt + P / ح');
    expect(printed('Alt+Digit1')).toBe('Alt + 1');
  });
});

describe('the keypad', () => {
  it('takes digits of both rows, star and hash, and nothing held with Ctrl or Alt', () => {
    expect(['Digit7', 'Numpad7', 'NumpadMultiply', 'KeyA'].map((code) => digitOf(key(code)))).toEqual(['7', '7', '*', null]);
    expect([digitOf(key('Digit8', { shiftKey: true })), digitOf(key('Digit3', { shiftKey: true })), digitOf(key('Digit1', { altKey: true }))]).toEqual(['*', '#', null]);
  });
});
