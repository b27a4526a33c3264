import { VERSION } from '../../../shared/contract/version.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import type { SystemServices } from './services.ts';

/** Answers when the function runs at all; looks at nothing else. */
export const route = defineRoute({
  name: 'getLive',
  handle: (call, services: SystemServices) => ({
    status: 200,
    body: {
      status: 'healthy',
      timestamp: new Date(call.now()).toISOString(),
      version: VERSION,
      uptime: services.uptimeSeconds(),
    },
  }),
});
