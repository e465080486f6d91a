// What goes wrong in browsers: pages are reloaded, sockets die, networks shut UDP. The caller is never dropped.
import { hearsTone } from '../rig/browser';
import { Desk, SAYS } from '../rig/desk';
import { Phone } from '../rig/phone';
import { readWav, toneMs } from '../rig/sound';
import { expect, test, type Stage } from '../rig/stage';
import { until } from '../rig/until';

const CALLER_HZ = 440;
const AGENT_HZ = 660;
const RING = { ROUTING__RING_S: '25', ROUTING__WRAP_UP_S: '60' };

async function talk(stage: Stage) {
  const wasl = await stage.wasl(RING);
  const desk = await Desk.open(wasl, await stage.sit({ hz: AGENT_HZ }), 'noura');
  const caller = stage.keep(Phone.call(wasl, 'queue-support', CALLER_HZ));
  await desk.answer();
  await hearsTone(desk.page, CALLER_HZ);
  await caller.hearsTone(AGENT_HZ);
  return { wasl, desk, caller, call: await wasl.onlyCall() };
}

test('a page reloaded in mid-call is back in the same call with sound within 5 s', async ({ stage }) => {
  const { wasl, desk, caller, call } = await talk(stage);
  const before = Date.now();
  await desk.page.reload();
  await hearsTone(desk.page, CALLER_HZ, 20_000);
  const back_ms = Date.now() - before;
  await caller.hearsTone(AGENT_HZ);
  await desk.says(SAYS.talking);
  expect(await wasl.onlyCall()).toBe(call);
  await wasl.happened(call, 'line_lost');
  await wasl.happened(call, 'line_back');
  expect(back_ms, 'from the reload to sound').toBeLessThan(5_000);
  await desk.end();
  await caller.over();
  const story = await wasl.story(call);
  expect(story.filter(({ event }) => event.type === 'bridged'), 'one talk').toHaveLength(1);
  const { rate, channels } = readWav(wasl.recordings()[0]!);
  const lost = story.find(({ event }) => event.type === 'line_back')!.media_at;
  const later = channels.map((channel) => channel.subarray(Math.round((lost / 1000) * rate)));
  expect(toneMs(later[0]!, rate, CALLER_HZ), 'the recording goes on with the caller').toBeGreaterThan(500);
  expect(toneMs(later[1]!, rate, AGENT_HZ), 'and with the agent').toBeGreaterThan(500);
});

test('a killed events socket is told, comes back, and loses no event', async ({ stage }) => {
  const { wasl, desk, caller, call } = await talk(stage);
  const { page } = desk;
  const seqs: number[] = [];
  const types: string[] = [];
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/events')) return;
    socket.on('framereceived', ({ payload }) => {
      const told = JSON.parse(String(payload)) as { topic: string; seq: number; entry?: { event: { type: string } } };
      if (told.topic === 'calls') (seqs.push(told.seq), types.push(told.entry!.event.type));
    });
  });
  await page.evaluate(() => window.ears.sever('/api/v1/events'));
  await expect(page.getByRole('alert').filter({ hasText: SAYS.lost })).toBeVisible({ timeout: 3_000 });
  for (const text of ['أولى', 'ثانية', 'ثالثة']) await wasl.change(page.request, 'POST', `calls/${call}/notes`, { text });
  await page.evaluate(() => window.ears.mend());
  await expect(page.getByRole('alert').filter({ hasText: SAYS.lost })).toBeHidden({ timeout: 10_000 });
  await until('the missed events come', () => (types.filter((type) => type === 'noted').length === 3 ? true : undefined));
  expect(seqs, 'each once, none left out').toEqual(Array.from(seqs, (_, n) => seqs[0]! + n));
  await caller.hearsTone(AGENT_HZ);
});

test('a killed SIP socket comes back and the talk was never touched', async ({ stage }) => {
  const { wasl, desk, caller, call } = await talk(stage);
  await desk.page.evaluate(() => window.ears.sever('/sip'));
  await expect(desk.page.getByText(SAYS.phoneLost)).toBeVisible();
  await caller.hearsTone(AGENT_HZ);
  await desk.page.evaluate(() => window.ears.mend());
  await expect(desk.page.getByText(SAYS.phoneUp)).toBeVisible({ timeout: 20_000 });
  await caller.hearsTone(AGENT_HZ);
  await hearsTone(desk.page, CALLER_HZ);
  await desk.end();
  await caller.over();
  await wasl.happened(call, 'ended');
});

test('a network without UDP is told as such, and the caller goes to somebody else', async ({ stage }) => {
  const wasl = await stage.wasl(RING);
  const desk = await Desk.open(wasl, await stage.sit({ hz: AGENT_HZ, noUdp: true }), 'noura');
  const caller = stage.keep(Phone.call(wasl, 'queue-support', CALLER_HZ));
  await desk.answer();
  await desk.says(SAYS.connecting);
  await expect(desk.page.getByRole('alert').filter({ hasText: SAYS.blockedUdp })).toBeVisible({ timeout: 12_000 });
  expect(caller.talking).toBe(true);
  const colleague = stage.keep(await Phone.agent(wasl, 'omar', 880));
  await caller.hearsTone(880, 45_000);
  await colleague.hearsTone(CALLER_HZ);
});
