import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../../local/demo/service/ledger.ts';

const label = { path: '/labels', body: { label: 'bug' } };

describe('Ledger', () => {
  it('knows nothing of a delivery that never came', () => {
    expect(new Ledger().of('d')).toEqual({ lookups: [], effects: [], offences: [] });
  });

  it('keeps lookups once, and each delivery to itself', () => {
    const ledger = new Ledger();
    expect([ledger.lookup('a', '/x'), ledger.lookup('a', '/x'), ledger.lookup('b', '/x')]).toEqual([true, false, true]);
    expect(ledger.of('a').lookups).toEqual(['/x']);
  });

  it('does an effect once per key', () => {
    const ledger = new Ledger();
    expect(ledger.effect('a', 'k1', label)).toBe('done');
    expect(ledger.effect('a', 'k1', structuredClone(label))).toBe('repeated');
    expect(ledger.effect('a', 'k2', label)).toBe('done');
    expect(ledger.of('a').effects).toEqual([label, label]);
  });

  it('sums up the deliveries that it is asked for, and no others', () => {
    const ledger = new Ledger();
    for (const delivery of ['a', 'b', 'stranger']) {
      ledger.countRequest(delivery);
      ledger.effect(delivery, 'k1', label);
      ledger.effect(delivery, 'k1', label);
    }
    expect(ledger.totals(['a', 'b', 'silent'])).toEqual({ requests: 2, effects: 2, repeats: 2 });
  });

  it('refuses a key that stood for another effect', () => {
    const ledger = new Ledger();
    ledger.effect('a', 'k1', label);
    expect(ledger.effect('a', 'k1', { ...label, body: { label: 'docs' } })).toBe('refused');
    expect(ledger.of('a')).toMatchObject({ effects: [label], offences: { length: 1 } });
  });
});
