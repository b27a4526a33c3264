import { defineRoute } from '../../../shared/middleware/route.ts';
import { UNKEPT } from './answer-health.ts';

/** The shortest sign of life. */
export const route = defineRoute({
  name: 'ping',
  handle: () => ({ status: 200, headers: { ...UNKEPT, 'content-type': 'text/plain; charset=utf-8' }, text: 'pong' }),
});
