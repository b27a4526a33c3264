import { describe, expect, it } from 'vitest';
import { createProgressBar } from '../../../local/demo/progress-bar.ts';

function ticked(total: number, isTTY: boolean, bad: readonly number[] = []): string[] {
  const written: string[] = [];
  const bar = createProgressBar({ isTTY, write: (text) => written.push(text) }, total);
  for (let index = 0; index < total; index += 1) bar.tick(!bad.includes(index));
  bar.end();
  return written;
}

describe('createProgressBar', () => {
  it('writes a line for every 50 and at the end where there is no terminal', () => {
    expect(ticked(120, false)).toEqual(['50 of 120 runs\n', '100 of 120 runs\n', '120 of 120 runs\n']);
  });

  it('redraws its line on a terminal', () => {
    const written = ticked(2, true);
    expect(written).toEqual([
      `\r\u001b[K${'█'.repeat(16)}${'░'.repeat(16)} 1 of 2 runs`,
      `\r\u001b[K${'█'.repeat(32)} 2 of 2 runs`,
      '\n',
    ]);
  });

  it('says how many are not as expected', () => {
    expect(ticked(3, false, [0, 2])).toEqual(['3 of 3 runs, 2 not as expected\n']);
  });
});
