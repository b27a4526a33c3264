import type { Ledger } from '../../../local/demo/service/ledger.ts';
import { respond } from '../../../local/demo/service/respond.ts';
import { TransientNodeError } from '../../../shared/domain/node/errors.ts';
import type { OutboundClient } from '../../../shared/domain/node/outbound.ts';

/** The demo's service without a network between. */
export function demoOutbound(ledger: Ledger, unlucky: ReadonlySet<string>): OutboundClient {
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
        { ledger, unlucky },
      );
      if (answer === 'lost') throw new TransientNodeError('NETWORK', 'The connection failed.');
      const content = new TextEncoder().encode(JSON.stringify(answer.body));
      return { status: answer.status, headers: { 'content-type': 'application/json' }, body: content };
    },
  };
}
