import { describe, expect, it } from 'vitest';
import { KeyUse } from '../../../../shared/domain/tenant/key-use.ts';
import type { ApiKey } from '../../../../shared/domain/tenant/tenant.ts';
import { FakeLog } from '../../../support/fake-log.ts';

const KEY: ApiKey = { id: 'key_1', tenantId: 'ten_1', name: 'CI', role: 'runner', createdAt: 1 };
const HOUR = 3_600_000;

function world(touch: () => Promise<void> = async () => undefined) {
  let now = 10 * HOUR;
  const calls: unknown[] = [];
  const log = new FakeLog();
  const touchApiKey = (...call: unknown[]) => {
    calls.push(call);
    return touch();
  };
  const use = new KeyUse({ store: { touchApiKey }, log, now: () => now });
  return {
    use,
    log,
    calls,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('KeyUse', () => {
  it('writes once an hour for each key', async () => {
    const { use, calls, pass } = world();
    await use.note(KEY);
    await use.note(KEY);
    await use.note({ ...KEY, id: 'key_2' });
    pass(HOUR - 1);
    await use.note(KEY);
    expect(calls).toEqual([
      ['ten_1', 'key_1', 10 * HOUR],
      ['ten_1', 'key_2', 10 * HOUR],
    ]);
    pass(1);
    await use.note(KEY);
    expect(calls).toHaveLength(3);
  });

  it('logs that it could not write, and goes on', async () => {
    const { use, log } = world(() => Promise.reject(new Error('down')));
    await use.note(KEY);
    expect(log.of('warn')).toMatchObject([{ fields: { keyId: 'key_1', tenantId: 'ten_1' } }]);
  });

  it('remembers a bounded number of keys', async () => {
    const { use, calls } = world();
    for (let index = 0; index <= 1000; index += 1) await use.note({ ...KEY, id: `key_${index}` });
    await use.note({ ...KEY, id: 'key_1000' });
    expect(calls).toHaveLength(1001);
    await use.note({ ...KEY, id: 'key_0' });
    expect(calls).toHaveLength(1002);
  });
});
