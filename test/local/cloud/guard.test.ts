import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../local/cloud/paths.ts';
import { isAlive, refOf, signalGroup, waitUntilGone } from '../../../local/cloud/process-identity.ts';

/** Starts a guard and one watched child that has a child of its own, tells their ids, and waits or leaves. */
const supervisor = (end: string): string => `
  import { spawn } from 'node:child_process';
  import { startGuard } from ${JSON.stringify(join(ROOT, 'local/cloud/guard.ts'))};
  const guard = startGuard();
  const child = spawn('/bin/sh', ['-c', 'sleep 300 & echo $!; wait'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  guard.watch(child.pid);
  child.stdout.once('data', (text) => {
    process.stdout.write(JSON.stringify({ guard: guard.pid, child: child.pid, grandchild: Number(text) }) + '\\n');
    ${end}
  });
`;

interface Family {
  readonly guard: number;
  readonly child: number;
  readonly grandchild: number;
}

async function startSupervisor(end: string): Promise<{ readonly kill: () => void; readonly family: Family }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', supervisor(end)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const text = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  return { kill: () => void child.kill('SIGKILL'), family: JSON.parse(text.toString('utf8')) as Family };
}

describe('startGuard', () => {
  it('ends the whole group of each child when the supervisor is killed, then itself', async () => {
    const { kill, family } = await startSupervisor('setInterval(() => {}, 1000);');
    const refs = Object.entries(family).map(([role, pid]) => refOf(role, pid));
    expect(refs.every(isAlive)).toBe(true);
    kill();
    const gone = await Promise.all(refs.map((ref) => waitUntilGone(ref, 10_000)));
    expect(gone).toEqual([true, true, true]);
  });

  it('leaves without touching anything when it is dismissed', async () => {
    const { family } = await startSupervisor('guard.dismiss(); child.unref(); child.stdout.destroy();');
    const child = refOf('child', family.child);
    try {
      expect(await waitUntilGone(refOf('guard', family.guard), 10_000)).toBe(true);
      expect(isAlive(child)).toBe(true);
    } finally {
      signalGroup(family.child, 'SIGKILL');
    }
  });
});
