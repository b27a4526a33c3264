import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { endLeftovers, isAlive, processStart, refOf } from '../../../local/cloud/process-identity.ts';

const startSleep = () => spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });

describe('processStart', () => {
  it('tells the same of a living process each time, and nothing of one that is gone', async () => {
    const child = startSleep();
    const pid = child.pid ?? 0;
    const start = processStart(pid);
    expect(start).toBeDefined();
    expect(processStart(pid)).toBe(start);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    expect(processStart(pid)).toBeUndefined();
  });
});

describe('endLeftovers', () => {
  it('ends a recorded process', async () => {
    const child = startSleep();
    const ref = refOf('sleep', child.pid ?? 0);
    expect(await endLeftovers([ref])).toEqual([ref]);
    expect(isAlive(ref)).toBe(false);
  });

  it('leaves a process alone that was given the id of a recorded one', async () => {
    const child = startSleep();
    const ref = refOf('sleep', child.pid ?? 0);
    try {
      expect(await endLeftovers([{ ...ref, start: 'another time' }])).toEqual([]);
      expect(isAlive(ref)).toBe(true);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
