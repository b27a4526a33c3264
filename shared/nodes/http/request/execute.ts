import type { NodeExecutor } from '../../../domain/node/node-type.ts';
import type { OutboundClient } from '../../../domain/node/outbound.ts';
import { readConfig } from './config.ts';
import { requestOf } from './message.ts';
import { readBody } from './read-body.ts';
import { checkStatus } from './status.ts';

/** Value: `{ status, headers, body }`. */
export const createHttpRequest = (outbound: OutboundClient): NodeExecutor => ({
  kind: 'effect',
  prepare: () => outbound.prepare?.(),
  // Calls to one host come at most so many at once.
  lane: ({ url }) => (typeof url === 'string' && URL.canParse(url) ? new URL(url).host : undefined),
  async execute(config, context) {
    const checked = readConfig(config);
    const response = await outbound.request(requestOf(checked, context));
    checkStatus(checked, response, context.now());
    const { status, headers } = response;
    return { kind: 'ended', output: { status, headers, body: readBody(response, checked.response) } };
  },
});
