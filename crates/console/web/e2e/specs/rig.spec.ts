// The rig judges itself first: what it calls a tone is one, and what it calls silence is silence.
import { isTone, listen, toneMs } from '../rig/sound';
import { Phone } from '../rig/phone';
import { hearsNothing, hearsTone } from '../rig/browser';
import { expect, test } from '../rig/stage';

test('a tone is told from another and from silence', () => {
  const tone = Int16Array.from({ length: 8_000 }, (_, n) => 8_000 * Math.sin((2 * Math.PI * 440 * n) / 16_000));
  expect(isTone(listen(tone, 16_000), 440)).toBe(true);
  expect(isTone(listen(tone, 16_000), 450)).toBe(false);
  expect(isTone(listen(new Int16Array(8_000), 16_000), 440)).toBe(false);
  expect(toneMs(tone, 16_000, 440)).toBe(500);
  expect(toneMs(tone, 16_000, 700)).toBe(0);
});

test('a page hears its own microphone through a peer connection, and silence when it is muted', async ({ stage }) => {
  const { http, url } = await stage.wasl();
  const sitting = await stage.sit({ hz: 440 });
  const page = await sitting.page();
  expect(http).toBeGreaterThan(0);
  await page.goto(url);
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
    a.onicecandidate = ({ candidate }) => void (candidate && b.addIceCandidate(candidate));
    b.onicecandidate = ({ candidate }) => void (candidate && a.addIceCandidate(candidate));
    a.addTrack(stream.getAudioTracks()[0]!, stream);
    b.ontrack = ({ streams }) => {
      const speaker = document.createElement('audio');
      speaker.srcObject = streams[0]!;
      document.body.append(speaker);
      void speaker.play();
    };
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription!);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription!);
    Object.assign(window, { own: stream.getAudioTracks()[0] });
  });
  const heard = await hearsTone(page, 440);
  expect(heard.packets).toBeGreaterThan(0);
  await page.evaluate(() => ((window as unknown as { own: MediaStreamTrack }).own.enabled = false));
  await hearsNothing(page);
});

test('two phones hear each other through the server', async ({ stage }) => {
  const wasl = await stage.wasl();
  const agent = stage.keep(await Phone.agent(wasl, 'noura', 660));
  const caller = stage.keep(Phone.call(wasl, 'queue-support', 440));
  await agent.hearsTone(440);
  await caller.hearsTone(660);
  const call = await wasl.onlyCall();
  await wasl.happened(call, 'bridged');
  expect(wasl.recordings()).toHaveLength(1);
});
