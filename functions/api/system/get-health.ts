import { defineRoute } from '../../../shared/middleware/route.ts';
import { answerHealth } from './answer-health.ts';
import type { SystemServices } from './services.ts';

/** How the service and what it depends on fare. */
export const route = defineRoute({
  name: 'getHealth',
  handle: (call, services: SystemServices) => answerHealth(call, services),
});
