// JsSIP as an agent's page uses it, in Node: only the media is pretended.
// node --experimental-websocket THIS JSSIP_FOLDER PORT INSTANCE
// Tells one word a line: registered, ringing HEADER, confirmed, held, ended CAUSE; after `reload` it ends without a BYE.
const [jssip, port, instance] = process.argv.slice(2);
const say = (text) => process.stdout.write(`${text}\n`);
const sdp = (type) =>
  `v=0\r\no=- 8 ${++versions} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n` +
  `c=IN IP4 127.0.0.1\r\na=setup:${type === "offer" ? "actpass" : "active"}\r\na=mid:0\r\na=sendrecv\r\na=rtpmap:111 opus/48000/2\r\n`;
let versions = 0;

class PeerConnection extends EventTarget {
  iceGatheringState = "complete";
  iceConnectionState = "connected";
  signalingState = "stable";
  async createOffer() { return { type: "offer", sdp: sdp("offer") }; }
  async createAnswer() { return { type: "answer", sdp: sdp("answer") }; }
  async setLocalDescription(description) { this.localDescription = description; }
  async setRemoteDescription(description) { this.remoteDescription = description; }
  addTrack() {}
  getSenders() { return []; }
  close() { this.signalingState = "closed"; }
}
globalThis.window = globalThis;
globalThis.RTCPeerConnection = PeerConnection;
globalThis.RTCSessionDescription = class { constructor(init) { Object.assign(this, init); } };
const stream = { getTracks: () => [], getAudioTracks: () => [], getVideoTracks: () => [] };
Object.defineProperty(globalThis, "navigator", {
  configurable: true,
  value: { mediaDevices: { getUserMedia: async () => stream } },
});

const JsSIP = require(`${jssip}/lib/JsSIP.js`);
const phone = new JsSIP.UA({
  sockets: [new JsSIP.WebSocketInterface(`ws://127.0.0.1:${port}/sip`)],
  uri: "sip:sara@wasl",
  instance_id: instance,
  register: true,
  session_timers: true,
});
phone.on("registered", () => say("registered"));
phone.on("registrationFailed", (event) => say(`refused ${event.cause}`));
phone.on("newRTCSession", ({ session, request }) => {
  say(`ringing ${request.getHeader("X-Wasl-Call")}`);
  session.on("confirmed", () => say("confirmed"));
  session.on("hold", () => say("held"));
  session.on("reinvite", () => say("reinvited"));
  session.on("ended", (event) => say(`ended ${event.cause}`));
  session.on("failed", (event) => say(`failed ${event.cause}`));
  session.answer({ mediaStream: stream, pcConfig: { iceServers: [] } });
});
process.stdin.on("data", (line) => { if (String(line).includes("reload")) process.exit(0); });
phone.start();
