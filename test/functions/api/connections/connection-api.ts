import { routes } from '../../../../functions/api/connections/routes.ts';
import { TokenKeeper } from '../../../../shared/clients/connections/token-keeper.ts';
import { createDynamoWorkflowStore } from '../../../../shared/clients/dynamodb/dynamo-workflow-store.ts';
import type { AuditEvent } from '../../../../shared/domain/audit/audit.ts';
import type { JsonObject } from '../../../../shared/domain/json/json.ts';
import { apiFunction } from '../../../../shared/middleware/api-function.ts';
import { generous, settingsOf } from '../../../support/api-world.ts';
import { connectionWorld, TENANT } from '../../../support/connection-world.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';
import { type FunctionCall, functionClient } from '../../../support/function-client.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

export const ENV = {
  STAGE: 'dev',
  POWERTOOLS_SERVICE_NAME: 'api-connections',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  TABLE_NAME: 'table',
  SECRETS_KEY_ARN: 'arn:key',
  PUBLIC_URL: 'https://api.example/live',
};

/** The function `api-connections` with its real routes, chain and stores, over a table, keys and a network in memory. */
export function connectionApi() {
  const world = connectionWorld();
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const log = new FakeLog();
  const trail: AuditEvent[] = [];
  const audit = { failure: undefined as Error | undefined };
  const { connections, consents, outbound } = world;
  const tokens = new TokenKeeper({ tokens: world.tokens, outbound, clock });
  const handler = apiFunction(
    {
      function: 'api-connections',
      routes,
      services: () => ({
        connections,
        consents,
        calls: { outbound, tokens, clock },
        publicUrl: ENV.PUBLIC_URL,
      }),
      vault: () => world.vault,
    },
    {
      env: ENV,
      log,
      meter: new FakeMeter(),
      limiter: generous,
      settings: settingsOf(),
      now: () => clock.now(),
      audit: {
        async record(event) {
          if (audit.failure !== undefined) throw audit.failure;
          trail.push(event);
        },
      },
    },
  );
  const client = functionClient(handler);
  const send = (request: string, { principal, ...call }: FunctionCall = {}) =>
    client(request, { ...call, principal: { tenantId: TENANT, ...principal } });
  return {
    ...world,
    clock,
    log,
    trail,
    audit,
    send,
    workflows: createDynamoWorkflowStore(world.table),
    async make(kind: string, credentials: JsonObject, more: JsonObject = {}) {
      const body = { name: `${kind} ${Math.random()}`, kind, credentials, ...more };
      const answer = await send('POST /v1/connections', { body, principal: { role: 'owner' } });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body as { id: string; name: string; fingerprint: string };
    },
  };
}
