import { healthBody } from '../../../shared/domain/health/body.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { UNKEPT } from './answer-health.ts';
import type { SystemServices } from './services.ts';

/** Answers when the function runs at all; looks at nothing outside. */
export const route = defineRoute({
  name: 'getLive',
  handle: (call, { container }: SystemServices) => ({
    status: 200,
    headers: UNKEPT,
    body: healthBody({ results: [] }, container(), call.now()),
  }),
});
