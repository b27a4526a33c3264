import { describe, expect, it } from 'vitest';
import { createPrinter, createProgress, type ProgressEvent } from '../../../local/cloud/progress.ts';

function recorder() {
  const events: ProgressEvent[] = [];
  let now = 0;
  const progress = createProgress(
    (event) => void events.push(event),
    () => (now += 1500),
  );
  return { events, progress };
}

describe('createProgress', () => {
  it('reports a step with its time and what came of it, and hands the result on', async () => {
    const { events, progress } = recorder();
    expect(
      await progress.step(
        'Emulator',
        async () => 4566,
        (port) => `port ${port}`,
      ),
    ).toBe(4566);
    expect(events).toEqual([
      { type: 'begin', label: 'Emulator' },
      { type: 'end', label: 'Emulator: port 4566', milliseconds: 1500, failed: false },
    ]);
  });

  it('reports a step that fails and passes the error on', async () => {
    const { events, progress } = recorder();
    const failing = progress.step('Deploy', async () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(events.at(-1)).toMatchObject({ label: 'Deploy', failed: true });
  });
});

describe('createPrinter', () => {
  const print = (isTTY: boolean): string => {
    let text = '';
    const write = (chunk: string): boolean => {
      text += chunk;
      return true;
    };
    const stream = { isTTY, write } as unknown as NodeJS.WriteStream;
    const printer = createPrinter(stream);
    printer({ type: 'begin', label: 'Redis' });
    printer({ type: 'note', text: 'by the way' });
    printer({ type: 'end', label: 'Redis: up', milliseconds: 2140, failed: false });
    return text;
  };

  it('prints one line per step and note where there is no terminal', () => {
    expect(print(false)).toMatch(/^· by the way\n✓ Redis: up +2\.1 s\n$/);
  });

  it('also shows on a terminal what is under way, and clears it at the end', () => {
    expect(print(true)).toContain('… Redis');
    expect(print(true)).toMatch(/2\.1 s\n$/);
  });
});
