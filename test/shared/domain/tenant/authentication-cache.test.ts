import { describe, expect, it } from 'vitest';
import type { KnownCaller } from '../../../../shared/domain/tenant/authenticate.ts';
import { AuthenticationCache } from '../../../../shared/domain/tenant/authentication-cache.ts';
import { aPrincipal } from '../../../support/api-event.ts';

function world() {
  let now = 0;
  const cache = new AuthenticationCache(() => now);
  return {
    cache,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const known: KnownCaller = { kind: 'known', principal: aPrincipal() };

describe('the cache of the authorizer', () => {
  it('remembers who is known for 20 seconds', () => {
    const { cache, pass } = world();
    expect(cache.find('a')).toBeUndefined();
    cache.keep('a', known);
    pass(19_999);
    expect(cache.find('a')).toBe(known);
    pass(1);
    expect(cache.find('a')).toBeUndefined();
  });

  it('does not extend what it remembers by being asked', () => {
    const { cache, pass } = world();
    cache.keep('a', known);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(cache.find('a')).toBe(known);
      pass(9000);
    }
    expect(cache.find('a')).toBeUndefined();
  });

  it('remembers nobody for longer than their credential is good', () => {
    const { cache, pass } = world();
    cache.keep('a', { ...known, expiresAt: 5000 });
    pass(4999);
    expect(cache.find('a')).toBeDefined();
    pass(1);
    expect(cache.find('a')).toBeUndefined();
  });

  it('tells credentials apart', () => {
    const { cache } = world();
    cache.keep('a', known);
    expect(cache.find('A')).toBeUndefined();
  });

  it('remembers that a credential was good until it is told to forget', () => {
    const { cache, pass } = world();
    expect(cache.wasGood('a')).toBe(false);
    cache.keep('a', known);
    pass(3_600_000);
    expect(cache.find('a')).toBeUndefined();
    expect(cache.wasGood('a')).toBe(true);
    cache.forget('a');
    expect(cache.wasGood('a')).toBe(false);
  });

  it('is bounded, and forgets the oldest', () => {
    const { cache } = world();
    for (let index = 0; index < 1000; index += 1) cache.keep(String(index), known);
    cache.keep('1', known);
    cache.keep('1000', known);
    expect(cache.wasGood('0')).toBe(false);
    cache.keep('1001', known);
    expect(cache.wasGood('2')).toBe(false);
    expect(cache.find('1')).toBe(known);
    expect(cache.find('1000')).toBe(known);
  });
});
