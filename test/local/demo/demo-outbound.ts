import { respond, type ServiceContext } from '../../../local/demo/service/respond.ts';
import { TransientNodeError } from '../../../shared/domain/node/errors.ts';
import type { OutboundClient } from '../../../shared/domain/node/outbound.ts';

/** The demo's service without a network between. */
export function demoOutbound(context: ServiceContext): OutboundClient {
  return {
    async request({ method, url, headers, body }) {
      const { pathname, search } = new URL(url);
      const answer = respond(
        {
          method,
          target: `${pathname}${search}`,
          delivery: headers['X-Delivery'],
          idempotencyKey: headers['Idempotency-Key'],
          content: typeof body === 'string' ? body : '',
        },
        context,
      );
      if (answer === 'lost') throw new TransientNodeError('NETWORK', 'The connection failed.');
      const { status, retryAfterSeconds } = answer;
      const content = new TextEncoder().encode(JSON.stringify(answer.body));
      return {
        status,
        headers: {
          'content-type': 'application/json',
          ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
        },
        body: content,
      };
    },
  };
}
