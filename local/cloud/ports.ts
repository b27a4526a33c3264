import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { CloudFailure } from './failure.ts';
import type { CloudPorts } from './state.ts';

export const DEFAULT_GATEWAY_PORT = 8787;

/** Below the ranges from which systems take the ports of outgoing connections, so that a port stays free between starts. */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** @returns `preferred` when nobody listens there, else another free port */
async function freePort(preferred: number | undefined, taken: Set<number>): Promise<number> {
  let port = preferred ?? randomInt(FIRST_PORT, LAST_PORT);
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (!taken.has(port) && (await isPortFree(port))) {
      taken.add(port);
      return port;
    }
    port = randomInt(FIRST_PORT, LAST_PORT);
  }
  throw new CloudFailure('No free port was found on 127.0.0.1.', 'End some of the programs that listen there.');
}

/**
 * Chooses the ports of a start: those of the last start where they are free, because the Redis front's port is part of
 * what is deployed.
 * @param gateway the port asked for; 0 is any free one
 * @throws CloudFailure when the port that was asked for is taken
 */
export async function choosePorts(gateway: number, before: CloudPorts | undefined): Promise<CloudPorts> {
  if (gateway !== 0 && !(await isPortFree(gateway))) {
    throw new CloudFailure(
      `Port ${gateway} is taken by another program.`,
      `End that program, or choose another port: npm start -- --port ${gateway + 1} (0 takes any free one).`,
    );
  }
  const taken = new Set<number>(gateway === 0 ? [] : [gateway]);
  return {
    gateway: gateway === 0 ? await freePort(before?.gateway, taken) : gateway,
    emulator: await freePort(before?.emulator, taken),
    redis: await freePort(before?.redis, taken),
    redisRest: await freePort(before?.redisRest, taken),
    service: await freePort(before?.service, taken),
  };
}
