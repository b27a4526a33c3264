import { describe, expect, it } from 'vitest';
import type { Authentication } from '../../../../shared/domain/tenant/authenticate.ts';
import { AuthenticationCache } from '../../../../shared/domain/tenant/authentication-cache.ts';
import { aPrincipal } from '../../../support/api-event.ts';

function world() {
  let now = 0;
  let asked = 0;
  const cache = new AuthenticationCache(() => now);
  const get = (header: string, answer: Authentication) =>
    cache.get(header, async () => {
      asked += 1;
      return answer;
    });
  return {
    get,
    asked: () => asked,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const known: Authentication = { kind: 'known', principal: aPrincipal() };
const unknown: Authentication = { kind: 'unknown', reason: 'unknown key' };

describe('the cache of the authorizer', () => {
  it('remembers who is known for 50 seconds', async () => {
    const { get, asked, pass } = world();
    expect(await get('a', known)).toBe(known);
    pass(49_999);
    expect(await get('a', unknown)).toBe(known);
    expect(asked()).toBe(1);
    pass(1);
    expect(await get('a', unknown)).toBe(unknown);
  });

  it('does not remember refusals', async () => {
    const { get, asked } = world();
    await get('a', unknown);
    expect(await get('a', known)).toBe(known);
    expect(asked()).toBe(2);
  });

  it('tells credentials apart', async () => {
    const { get } = world();
    await get('a', known);
    expect(await get('A', unknown)).toBe(unknown);
  });

  it('is bounded', async () => {
    const { get, asked } = world();
    for (let index = 0; index <= 1000; index += 1) await get(String(index), known);
    await get('1000', known);
    expect(asked()).toBe(1001);
    await get('0', known);
    expect(asked()).toBe(1002);
  });
});
