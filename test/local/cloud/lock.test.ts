import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../../local/cloud/lock.ts';

let dir = '';
const file = (): string => join(dir, 'lock');

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('withLock', () => {
  it('runs one work at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    await Promise.all([withLock(file(), work), withLock(file(), work), withLock(file(), work)]);
    expect(most).toBe(1);
  });

  it('gives the lock back when the work fails', async () => {
    await expect(withLock(file(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(file())).toBe(false);
  });

  it('breaks the lock of a process that is gone', async () => {
    writeFileSync(file(), JSON.stringify({ role: 'lock', pid: process.pid, start: 'another time' }));
    expect(await withLock(file(), async () => 'done')).toBe('done');
  });
});
