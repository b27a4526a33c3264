import type { CloudInfo } from '../../local/cloud/info.ts';
import type { ParamName } from '../../shared/contract/params.ts';
import { ROUTES, type RouteName } from '../../shared/contract/routes.ts';
import { newId } from '../../shared/domain/id.ts';
import { apiClient } from './api-client.ts';
import { callersOf } from './tenants.ts';

/** A value for each parameter of the API's paths. */
export type ApiResources = Readonly<Record<ParamName, string>>;

/** The path of a route to these resources. */
export const pathOf = (name: RouteName, resources: ApiResources): string =>
  ROUTES[name].path.replace(/\{(\w+)\}/g, (_all, param: string) => resources[param as ParamName]);

/** Ids that nothing has. */
export function absentResources(): ApiResources {
  const now = Date.now();
  return {
    workflowId: newId('wf', now),
    runId: newId('run', now),
    keyId: newId('key', now),
    userId: newId('usr', now),
    invitationId: newId('inv', now),
    connectionId: newId('conn', now),
    nodeId: 'absent',
    version: '7',
    asset: 'absent.css',
  };
}

/** One of each, in the demo tenant. */
export async function makeResources(cloud: CloudInfo): Promise<ApiResources> {
  const { call, publish, run } = apiClient(cloud);
  const nodes = [{ id: 'only', type: 'data.transform', config: { output: 1 } }];
  const workflowId = await publish({ name: 'Owned', nodes });
  const ran = await run(workflowId);
  const invited = await call('POST', '/v1/invitations', { body: { role: 'viewer' } });
  const connected = await call('POST', '/v1/connections', {
    body: { name: newId('conn', Date.now()), kind: 'bearer', credentials: { token: 'owned-by-nobody-else' } },
  });
  const { id: keyId } = await callersOf(cloud).withRole('viewer');
  return {
    workflowId,
    runId: ran.body.id,
    keyId,
    userId: await callersOf(cloud).member(),
    invitationId: invited.body.id,
    connectionId: connected.body.id,
    nodeId: 'only',
    version: '1',
    asset: 'page.css',
  };
}
