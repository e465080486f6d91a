// Free ports on loopback.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** A port that is free for both UDP and TCP. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = await udpPort(0);
    if (port && (await tcpIsFree(port))) return port;
  }
  throw new Error('no port is free for both UDP and TCP on loopback');
}

let next = 10_000 + (process.pid % 90) * 200;

/** So many UDP ports in a row, as `FIRST-LAST`, below those that the system hands out by itself. */
export async function portRange(count: number): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const first = next;
    next = next + count > 29_000 ? 10_000 : next + count;
    const ports = await Promise.all(Array.from({ length: count }, (_, n) => udpPort(first + n)));
    if (ports.every(Boolean)) return `${first}-${first + count - 1}`;
  }
  throw new Error(`no ${count} ports in a row are free`);
}

/** The port bound, or 0 when it is taken. */
function udpPort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(0));
    socket.bind(port, '127.0.0.1', () => {
      const bound = socket.address().port;
      socket.close(() => resolve(bound));
    });
  });
}

function tcpIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
