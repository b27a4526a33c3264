import { describe, expect, it } from 'vitest';
import { Patience } from '../../../../local/demo/service/patience.ts';

describe('Patience', () => {
  it('knows by how much somebody who was asked to wait comes too early', () => {
    let now = 5000;
    const patience = new Patience(() => now);
    expect(patience.ask('ada')).toBe(1);
    now += 900;
    expect([patience.tooEarly('ada'), patience.tooEarly('ben')]).toEqual([100, undefined]);
    now += 99;
    expect(patience.tooEarly('ada')).toBeUndefined();
  });
});
