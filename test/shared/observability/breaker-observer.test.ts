import { expect, it } from 'vitest';
import { breakerObserver } from '../../../shared/observability/breaker-observer.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

it('logs every change of a breaker, and counts those that this container made', () => {
  const [log, meter] = [new FakeLog(), new FakeMeter()];
  const observe = breakerObserver(log, meter);
  const target = { tenantId: 'ten_1', downstream: 'api.example' };
  const changes = [
    { ...target, from: 'closed', to: 'open', by: 'here' },
    { ...target, from: 'closed', to: 'open', by: 'elsewhere' },
    { ...target, from: 'half-open', to: 'closed', by: 'here' },
  ] as const;
  for (const change of changes) observe(change);
  meter.flush();
  expect(log.lines).toEqual([
    { level: 'warn', message: 'Breaker opened', fields: changes[0] },
    { level: 'info', message: 'Breaker changed', fields: changes[1] },
    { level: 'info', message: 'Breaker changed', fields: changes[2] },
  ]);
  expect(meter.flushed.map(({ name, value, dimensions }) => [name, value, dimensions])).toEqual([
    ['BreakerChanged', 1, { to: 'open' }],
    ['BreakerChanged', 1, { to: 'closed' }],
  ]);
});
