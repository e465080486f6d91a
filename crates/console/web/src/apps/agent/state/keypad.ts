/** Digits of a telephone by the physical key, on any layout. */
export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** The digit of a key, `null` if it is none. */
export function digitOf(event: Pick<KeyboardEvent, 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.code === 'NumpadMultiply') return '*';
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (digit === undefined) return null;
  if (!event.shiftKey) return digit;
  return event.code === 'Digit8' ? '*' : event.code === 'Digit3' ? '#' : null;
}
