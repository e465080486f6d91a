// A long call opened over HTTP and in a browser, beside a plain file server that gives the same sound.
// Options: --minutes N (60), --json.
import { execFileSync, spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { createServer as listen } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

const root = resolve(import.meta.dirname, '../..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const wasl = process.env.WASL_BIN ?? join(target, 'release/wasl');
const { chromium } = createRequire(join(root, 'crates/console/web/package.json'))('@playwright/test');
const option = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);
const minutes = Number(option('--minutes', '60'));
const PASSWORD = 'a long enough password 7';
const PIECE = 256 << 10;
const SEEKS = 100;

const freePort = () => new Promise((done) => {
  const server = listen().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});
const quantile = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];
async function timed(what) {
  const began = performance.now();
  const made = await what();
  return [performance.now() - began, made];
}
async function until(what, within = 120_000) {
  for (const end = Date.now() + within; Date.now() < end; await new Promise((next) => setTimeout(next, 50))) {
    const found = await what();
    if (found) return found;
  }
  throw new Error('it took too long');
}
const files = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.parentPath.includes('.cache')).map((entry) => join(entry.parentPath, entry.name));

/** A house whose only call is the long one. `set` are keys of the configuration. */
async function house(set) {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-playback-'));
  const id = execFileSync(join(target, 'release/examples/hour'), [folder, String(minutes)]).toString().trim();
  const [http, sip] = [await freePort(), await freePort()];
  const env = { ...process.env, WASL_HTTP__LISTEN: `127.0.0.1:${http}`, WASL_SIP__UDP: `127.0.0.1:${sip}`, WASL_SIP__TCP: `127.0.0.1:${sip}`, WASL_SPEECH__ENABLED: 'false', ...set };
  const words = ['--config', join(root, 'config/demo.toml'), '--data', folder];
  execFileSync(wasl, ['user', 'add', 'mona', '--role', 'qa', ...words], { env, input: `${PASSWORD}\n` });
  const server = spawn(wasl, ['serve', ...words], { env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${http}`;
  await until(() => fetch(`${url}/readyz`).then(({ ok }) => ok, () => false));
  const signedIn = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'mona', password: PASSWORD }) });
  const cookie = signedIn.headers.get('set-cookie').split(';')[0];
  const end = async () => {
    const gone = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, id, url, cookie, end };
}

/** Gives a file by ranges, as plainly as can be: what the house is compared with. */
async function plain(path) {
  const server = createServer((request, answer) => {
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range);
    answer.writeHead(206, { 'content-length': last - first + 1 });
    createReadStream(path, { start: Number(first), end: Number(last) }).pipe(answer);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}/`, end: () => server.close() };
}

/** Jumps about in the sound. */
async function seeks(url, headers, bytes) {
  const times = [];
  for (let n = 0; n < SEEKS; n += 1) {
    const first = 44 + Math.floor(((n * 0.618034) % 1) * (bytes - PIECE - 44));
    const [ms, read] = await timed(async () => (await (await fetch(url, { headers: { ...headers, range: `bytes=${first}-${first + PIECE - 1}` } })).arrayBuffer()).byteLength);
    if (read !== PIECE) throw new Error(`${read} bytes came instead of ${PIECE}`);
    times.push(ms);
  }
  return times;
}

async function overHttp({ url, id, cookie }) {
  const headers = { cookie };
  const get = async (path) => {
    const answer = await fetch(`${url}/api/v1/${path}`, { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.arrayBuffer();
  };
  const found = {};
  const [firstSound] = await timed(async () => (await fetch(`${url}/api/v1/calls/${id}/recording`, { headers: { ...headers, range: 'bytes=0-65535' } })).arrayBuffer());
  found['first sound'] = firstSound;
  for (const [name, path] of [['outline', `calls/${id}/peaks`], ['timeline', `calls/${id}/timeline`], ['transcript', `calls/${id}/transcript`], ['list of calls', 'calls']]) {
    found[`${name}, first`] = (await timed(() => get(path)))[0];
    const times = [];
    for (let n = 0; n < 10; n += 1) times.push((await timed(() => get(path)))[0]);
    found[`${name}, median`] = quantile(times, 0.5);
  }
  return found;
}

async function inBrowser({ url, id, cookie }) {
  const chrome = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath: chrome, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const [name, value] = cookie.split('=');
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  await page.goto(`${url}/qa`);
  await page.getByRole('row').nth(1).waitFor();
  const half = (minutes * 60) / 2;
  const [opened] = await timed(async () => {
    await page.goto(`${url}/qa/calls/${id}?t=${half}`);
    await page.locator('[data-w].lit').first().waitFor();
  });
  const [drawn] = await timed(() => page.locator('canvas').first().waitFor());
  // The space bar plays; the sound moves once it was fetched.
  const moved = (from) => page.waitForFunction((least) => [...document.querySelectorAll('audio')].some((audio) => audio.currentTime > least && !audio.paused), from + 0.1);
  const [playing] = await timed(async () => {
    await page.keyboard.press('Space');
    await moved(half);
  });
  const word = page.locator('[data-w="10:1"]');
  await word.scrollIntoViewIfNeeded();
  const [jumped] = await timed(async () => {
    await word.click();
    await page.waitForFunction(() => [...document.querySelectorAll('audio')].some((audio) => audio.currentTime < 200 && audio.readyState >= 3 && !audio.seeking));
  });
  await browser.close();
  return { 'page until a word is lit': opened, 'outline drawn after that': drawn, 'play until it moves': playing, 'word clicked until it sounds': jumped };
}

const report = { minutes, load: loadavg()[0].toFixed(1), cores: cpus().length, forms: {} };
for (const [form, set, ending] of [['WAV', { WASL_RECORD__ARCHIVE: 'wav' }, '.wav'], ['FLAC', { WASL_RECORD__ARCHIVE: 'flac' }, '.flac']]) {
  const open = await house(set);
  try {
    const sound = await until(() => files(join(open.folder, 'recordings')).find((path) => path.endsWith(ending)), 600_000);
    await until(() => files(join(open.folder, 'recordings')).filter((path) => /\.(wav|flac)$/.test(path)).length === 1, 600_000);
    const found = await overHttp(open);
    const length = Number((await fetch(`${open.url}/api/v1/calls/${open.id}/recording`, { headers: { cookie: open.cookie, range: 'bytes=0-0' } })).headers.get('content-range').split('/')[1]);
    const ours = await seeks(`${open.url}/api/v1/calls/${open.id}/recording`, { cookie: open.cookie }, length);
    found['seek, median'] = quantile(ours, 0.5);
    found['seek, 95 of 100'] = quantile(ours, 0.95);
    if (form === 'WAV') {
      const beside = await plain(sound);
      const theirs = await seeks(beside.url, {}, length);
      beside.end();
      found['seek by a plain file server, median'] = quantile(theirs, 0.5);
      found['seek, times a plain file server'] = quantile(ours, 0.5) / quantile(theirs, 0.5);
    }
    Object.assign(found, await inBrowser(open));
    report.forms[form] = { megabytes: statSync(sound).size / 1e6, ...found };
  } finally {
    await open.end();
  }
}
if (process.argv.includes('--json')) {
  console.log(JSON.stringify(report, null, 2));
} else {
  console.log(`${minutes} minutes, load ${report.load} on ${report.cores} cores; milliseconds unless said`);
  const names = [...new Set(Object.values(report.forms).flatMap((form) => Object.keys(form)))];
  console.log(`| | ${Object.keys(report.forms).join(' | ')} |\n|---|${'---|'.repeat(Object.keys(report.forms).length)}`);
  for (const name of names) console.log(`| ${name} | ${Object.values(report.forms).map((form) => form[name]?.toFixed(1) ?? '').join(' | ')} |`);
}
