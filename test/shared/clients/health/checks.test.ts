import { describe, expect, it } from 'vitest';
import { type Dependencies, healthChecks } from '../../../../shared/clients/health/checks.ts';
import { runChecks } from '../../../../shared/domain/health/check.ts';

const FIGURES = { requests: 3, errors: 1, retries: 0, slow: 0, sockets: 2, queued: 0, lastErrorAt: 5 };
const usable = async () => ({ usable: true });
const WELL: Dependencies = {
  table: { get: async () => undefined, figures: () => FIGURES },
  limiter: { health: () => ({ status: 'shared', outages: 0 }) },
  describeDataKey: usable,
  describeSecretsKey: usable,
  describeMachine: usable,
  describeBus: usable,
  pingRedis: async () => true,
};

const look = async (change: Partial<Dependencies> = {}) => {
  const results = await runChecks(healthChecks({ ...WELL, ...change }));
  return Object.fromEntries(results.map((result) => [result.name, result]));
};

describe('the checks of health', () => {
  it('are all well when everything answers', async () => {
    const results = await look();
    const names = ['store', 'kms', 'secretsKey', 'redis', 'limits', 'stepFunctions', 'events'];
    expect(Object.keys(results)).toEqual(names);
    expect(Object.values(results).map(({ status }) => status)).toEqual(names.map(() => 'healthy'));
    const critical = Object.values(results).filter((result) => result.critical);
    expect(critical.map(({ name }) => name)).toEqual(['store', 'kms']);
  });

  const down = () => Promise.reject(new Error('down'));
  const unusable = async () => ({ usable: false });
  it.each([
    ['store', 'unavailable', { table: { ...WELL.table, get: down } }],
    ['kms', 'unavailable', { describeDataKey: down }],
    ['kms', 'unhealthy', { describeDataKey: unusable }],
    ['secretsKey', 'unhealthy', { describeSecretsKey: unusable }],
    ['redis', 'unavailable', { pingRedis: down }],
    ['stepFunctions', 'unhealthy', { describeMachine: unusable }],
    ['events', 'unhealthy', { describeBus: unusable }],
    ['limits', 'degraded', { limiter: { health: () => ({ status: 'degraded', since: 7, outages: 1 }) } }],
  ] as const)('find that %s is %s, and nothing else', async (name, status, change) => {
    const results = await look(change as Partial<Dependencies>);
    expect(results[name]?.status).toBe(status);
    const others = Object.values(results).filter((result) => result.name !== name);
    expect(others.every((result) => result.status === 'healthy')).toBe(true);
  });

  it('do not take a deployment without Redis for a broken one', async () => {
    expect((await look({ pingRedis: async () => false })).redis).toMatchObject({
      status: 'unavailable',
      configured: false,
    });
  });

  it('bring figures of the store and the limits along', async () => {
    const { store, limits } = await look();
    const { lastErrorAt: _when, ...figures } = FIGURES;
    expect(store?.details).toEqual(figures);
    expect(limits?.details).toEqual({ counted: 'together', outages: 0 });
  });
});
