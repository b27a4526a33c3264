import { describe, expect, it } from 'vitest';
import { withAnswers } from '../../../bench/memory/answers.ts';
import { peakOf } from '../../../bench/memory/section.ts';

describe('peakOf', () => {
  it.each(['engine-process.ts', 'plain-process.ts'])(
    'runs %s, which takes more for what it is given',
    async (script) => {
      const { peakMb } = await withAnswers((url) => peakOf(script, url, 3));
      expect(peakMb).toBeGreaterThan(3);
      expect(peakMb).toBeLessThan(400);
    },
  );

  it('does not count what the process has that starts it', async () => {
    const ballast = Buffer.alloc(450 * 1024 * 1024, 1);
    const { peakMb } = await withAnswers((url) => peakOf('plain-process.ts', url, 1));
    expect(peakMb).toBeLessThan(ballast.length / 1024 / 1024 / 2);
  });

  it('tells why a process failed', async () => {
    await expect(peakOf('engine-process.ts', 'http://127.0.0.1:9/', 1)).rejects.toThrow(
      /engine-process.ts ended with 1/,
    );
  }, 30_000);
});
