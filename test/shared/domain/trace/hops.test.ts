import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hopsOfNewRun, MAX_HOPS, readHops } from '../../../../shared/domain/trace/hops.ts';

describe('readHops', () => {
  it('reads what is sent', () => {
    fc.assert(fc.property(fc.nat({ max: 9999 }), (hops) => readHops(String(hops)) === hops));
  });

  it.each([undefined, '', '-1', '1.5', '1e3', '0x1', ' 1', '1, 2', '12345', '１'])(
    'counts %j as the beginning',
    (header) => {
      expect(readHops(header)).toBe(0);
    },
  );
});

describe('hopsOfNewRun', () => {
  it('takes every depth that a run of ours can have, and no other', () => {
    fc.assert(
      fc.property(fc.nat({ max: 9999 }), (hops) => {
        if (hops <= MAX_HOPS) expect(hopsOfNewRun(String(hops))).toBe(hops);
        else {
          const refused = expect.objectContaining({ status: 409, code: 'LOOP_DETECTED' });
          expect(() => hopsOfNewRun(String(hops))).toThrow(refused);
        }
      }),
    );
    expect(hopsOfNewRun(undefined)).toBe(0);
  });
});
