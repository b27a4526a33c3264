import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CloudFailure } from '../../../local/cloud/failure.ts';
import { choosePorts } from '../../../local/cloud/ports.ts';

let blocker: Server | undefined;

async function block(port = 0): Promise<number> {
  const server = createServer();
  blocker = server;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => blocker?.close());

describe('choosePorts', () => {
  it('chooses a port of its own for each', async () => {
    const ports = await choosePorts(0, undefined);
    expect(new Set(Object.values(ports)).size).toBe(5);
  });

  it('takes those of the last start again', async () => {
    const before = await choosePorts(0, undefined);
    expect(await choosePorts(0, before)).toEqual(before);
  });

  it('replaces only the one that is taken meanwhile', async () => {
    const before = await choosePorts(0, undefined);
    await block(before.redisRest);
    const { redisRest, ...others } = await choosePorts(0, before);
    expect(redisRest).not.toBe(before.redisRest);
    expect(others).toEqual({
      gateway: before.gateway,
      emulator: before.emulator,
      redis: before.redis,
      service: before.service,
    });
  });

  it('refuses when the port that was asked for is taken, and names it', async () => {
    const port = await block();
    const chosen = choosePorts(port, undefined);
    await expect(chosen).rejects.toBeInstanceOf(CloudFailure);
    await expect(chosen).rejects.toThrow(String(port));
  });
});
