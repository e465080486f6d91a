/** A `localStorage` for tests that have no browser. */
export function memory(): Storage {
  const kept: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
    removeItem: (key: string) => void delete kept[key],
    clear: () => Object.keys(kept).forEach((key) => delete kept[key]),
    key: (at: number) => Object.keys(kept)[at] ?? null,
  };
  // `Object.keys(localStorage)` lists the keys, as browsers do.
  return new Proxy(kept, {
    get: (_, name) => (name === 'length' ? Object.keys(kept).length : (methods[name as keyof typeof methods] ?? kept[name as string])),
  }) as unknown as Storage;
}
