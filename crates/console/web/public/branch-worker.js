// Keeps the branch's page itself at hand, so that a tablet opens it without a line. Nothing the house answers is kept here:
// people and promises are in memory only, visits that wait are in the page's own queue.
const KEPT = 'wasl-branch-1';
const PAGE = '/branch';

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.add(PAGE)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const others = (names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(others).then(() => self.clients.claim()));
});

// The page tells what it is made of; what is no part of the new page any more goes.
self.addEventListener('message', (event) => {
  const parts = (Array.isArray(event.data) ? event.data : []).filter(isPart);
  event.waitUntil(caches.open(KEPT).then((kept) => keep(kept, parts)));
});

async function keep(kept, parts) {
  const known = (await kept.keys()).map((request) => new URL(request.url).pathname);
  await Promise.all(parts.filter((part) => !known.includes(part)).map((part) => kept.add(part).catch(() => undefined)));
}

const isPart = (path) => typeof path === 'string' && (path.startsWith('/assets/') || path === '/icon.svg');

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== self.location.origin) return;
  if (isPart(pathname)) event.respondWith(fromHere(event.request));
  else if (pathname === PAGE) event.respondWith(fromThere(event.request));
});

/** Parts carry a hash of their content in their names: what is here is right. */
async function fromHere(request) {
  const kept = await caches.open(KEPT);
  const here = await kept.match(request);
  if (here) return here;
  const there = await fetch(request);
  if (there.ok) await kept.put(request, there.clone());
  return there;
}

/** The page as the house gives it now; without a line, as it was last. */
async function fromThere(request) {
  const kept = await caches.open(KEPT);
  try {
    const there = await fetch(request);
    if (there.ok) await kept.put(PAGE, there.clone());
    return there;
  } catch (offline) {
    const here = await kept.match(PAGE);
    if (here) return here;
    throw offline;
  }
}
