import { defineRoute } from '../../../shared/middleware/route.ts';
import { answerHealth } from './answer-health.ts';
import type { SystemServices } from './services.ts';

/** Whether requests can be served: for those who send them here or elsewhere. */
export const route = defineRoute({
  name: 'getReady',
  handle: (call, services: SystemServices) => answerHealth(call, services),
});
