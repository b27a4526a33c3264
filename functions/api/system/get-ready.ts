import { keys } from '../../../shared/contract/table.ts';
import { VERSION } from '../../../shared/contract/version.ts';
import { PLATFORM_TENANT } from '../../../shared/domain/tenant/tenant.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { type Check, runChecks } from './checks.ts';
import type { SystemServices } from './services.ts';

/** Answers 200 when what every request needs answers too, and 503 when something critical does not. */
export const route = defineRoute({
  name: 'getReady',
  handle: async (call, services: SystemServices) => {
    const checks = await runChecks(checksOf(services));
    const failed = checks.filter(({ status }) => status === 'failed');
    for (const { name, error } of failed) call.logger.error('Health check failed', { check: name, error });
    const status = failed.some(({ critical }) => critical) ? 'unavailable' : failed.length > 0 ? 'degraded' : 'healthy';
    return {
      status: status === 'unavailable' ? 503 : 200,
      body: {
        status,
        timestamp: new Date(call.now()).toISOString(),
        version: VERSION,
        uptime: services.uptimeSeconds(),
        checks: Object.fromEntries(checks.map(({ name, error: _error, ...told }) => [name, told])),
      },
    };
  },
});

const checksOf = ({ table, describeKey }: SystemServices): readonly Check[] => [
  // An item that does not exist: half a read unit, and the answer shows that table and key of the table work.
  { name: 'store', critical: true, run: async () => void (await table.get(keys.tenant(PLATFORM_TENANT))) },
  {
    name: 'dataKey',
    critical: true,
    run: async (signal) => {
      const { usable } = await describeKey(signal);
      if (!usable) throw new Error('The key for data is disabled or to be deleted.');
    },
  },
];
