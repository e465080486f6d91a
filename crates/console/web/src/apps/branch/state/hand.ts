/** Keeps the page at hand for when there is no line: the worker is told what the page is made of. */
export async function keepAtHand(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/branch-worker.js', { scope: '/branch' });
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname);
    const linked = [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>('link[href], script[src]')];
    const parts = linked.map((part) => new URL('href' in part && part.href ? part.href : (part as HTMLScriptElement).src).pathname);
    active?.postMessage([...new Set([...loaded, ...parts])]);
  } catch {
    // Without a worker (a private window) the page needs a line to open; visits are still kept while it is open.
  }
}
