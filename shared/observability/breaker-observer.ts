import { METRICS } from '../contract/metrics.ts';
import type { Log } from '../domain/log.ts';
import type { BreakerObserver } from '../domain/resilience/breaker.ts';
import type { Meter } from './metrics.ts';

/** Logs changes of breakers, and counts each once: by the container that made it, not by those that hear of it. */
export const breakerObserver =
  (log: Log, meter: Pick<Meter, 'add'>): BreakerObserver =>
  ({ tenantId, downstream, from, to, by }) => {
    const fields = { tenantId, downstream, from, to, by };
    if (to === 'open' && by === 'here') log.warn('Breaker opened', fields);
    else log.info('Breaker changed', fields);
    if (by === 'here') meter.add(METRICS.breakerChanged, 1, 'Count', { to });
  };
