import { Metrics } from '@aws-lambda-powertools/metrics';
import type { AuditTrail } from '../../shared/domain/audit/audit.ts';
import { createVault } from '../../shared/domain/secret/vault.ts';
import { createLiveSettings } from '../../shared/domain/settings/live-settings.ts';
import { type ApiFunctionOptions, apiFunction } from '../../shared/middleware/api-function.ts';
import { defineRoute } from '../../shared/middleware/route.ts';
import { logger } from '../../shared/observability/logger.ts';
import { EmfMeter } from '../../shared/observability/metrics.ts';
import { MemoryDataKeys } from '../../test/support/memory-data-keys.ts';
import { fakeEnvironment } from '../startup/environment.ts';
import { BodySchema, type Handler, LOCATION, makeLimiter, started } from './work.ts';

const ENV = { ...fakeEnvironment('api-runs'), STAGE: 'prod', POWERTOOLS_LOG_LEVEL: 'INFO' };

const startRun = defineRoute({
  name: 'startRun',
  body: BodySchema,
  handle: (call) => ({
    status: 202,
    body: started(call.params.workflowId, call.body),
    headers: { location: LOCATION },
  }),
});

/** What leaves the process is left out: the trail is written into nothing, and the stored settings are none. */
const trail: AuditTrail = { record: () => Promise.resolve() };
const observer = { onReject: () => {}, onFailure: () => {} };

/** The real chain with all of its parts, for the same route. Beside its line it writes the metrics of the request. */
export function stepwell(): Handler {
  const routes = { startRun: async () => ({ route: startRun }) };
  const vault = createVault({ keys: new MemoryDataKeys(), now: Date.now });
  const options = { function: 'api-runs', routes, services: () => ({}), vault: () => vault };
  const source = { read: async () => undefined };
  return apiFunction(options as unknown as ApiFunctionOptions<'api-runs', object>, {
    env: ENV,
    log: logger(ENV),
    meter: new EmfMeter(
      new Metrics({ namespace: 'Bench', serviceName: 'bench', defaultDimensions: { stage: 'prod' } }),
    ),
    limiter: makeLimiter(),
    settings: createLiveSettings({ stage: 'prod', source, observer, now: Date.now }),
    audit: trail,
  });
}
