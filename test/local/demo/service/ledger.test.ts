import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../../local/demo/service/ledger.ts';

const label = { path: '/labels', body: { label: 'bug' } };

describe('Ledger', () => {
  it('knows nothing of a delivery that never came', () => {
    expect(new Ledger().of('d')).toEqual({ lookups: [], effects: [], mishaps: [], offences: [] });
  });

  it('counts requests by what was asked for, and each delivery by itself', () => {
    const ledger = new Ledger();
    const asked = [ledger.countRequest('a', 'x'), ledger.countRequest('a', 'y'), ledger.countRequest('a', 'x')];
    expect(asked).toEqual([1, 1, 2]);
    expect(ledger.countRequest('b', 'x')).toBe(1);
  });

  it('keeps lookups once', () => {
    const ledger = new Ledger();
    for (const target of ['/x', '/y', '/x']) ledger.lookup('a', target);
    expect(ledger.of('a').lookups).toEqual(['/x', '/y']);
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
      for (const what of ['x', 'y', 'x']) ledger.countRequest(delivery, what);
      ledger.effect(delivery, 'k1', label);
      ledger.effect(delivery, 'k1', label);
      ledger.mishap(delivery, 'busy');
    }
    ledger.mishap('b', 'lost');
    expect(ledger.totals(['a', 'b', 'silent'])).toEqual({
      requests: 6,
      effects: 2,
      repeats: 2,
      mishaps: { unavailable: 0, busy: 2, lost: 1 },
    });
  });

  it('refuses a key that stood for another effect', () => {
    const ledger = new Ledger();
    ledger.effect('a', 'k1', label);
    expect(ledger.effect('a', 'k1', { ...label, body: { label: 'docs' } })).toBe('refused');
    expect(ledger.of('a')).toMatchObject({ effects: [label], offences: { length: 1 } });
  });
});
