import { isAlive, type ProcessRef } from './process-identity.ts';
import { type CloudState, readCloudState } from './state.ts';

/** What a client of a running cloud needs; the JSON of `npm start -- --detach --json`. */
export interface CloudInfo {
  readonly name: string;
  /** The API, through the gateway. */
  readonly url: string;
  /** Owner's key of the demo tenant, the same at each start. */
  readonly apiKey: string;
  readonly platformKey: string;
  readonly tenantId: string;
  /** Published sample workflows: id by the name of the file in local/samples. */
  readonly samples: Readonly<Record<string, string>>;
  /** The AWS emulator, for the AWS SDK and command line; any credentials do. */
  readonly endpoint: string;
  readonly region: string;
  readonly tableName: string;
  /** Where people sign up and in, by the calls of Cognito at `endpoint`. */
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  /** Nothing listens here: a service that is started here may be called by workflows. */
  readonly serviceUrl: string;
}

/** @returns undefined when the state is not that of a cloud that came up */
export function infoOf(state: CloudState): CloudInfo | undefined {
  const { name, status, url, credentials, samples, endpoint, region, outputs, ports } = state;
  if (status !== 'ready' || !url || !credentials || !samples || !endpoint || !outputs || !ports) return undefined;
  const { apiKey, platformKey, tenantId } = credentials;
  const serviceUrl = `http://127.0.0.1:${ports.service}`;
  const { tableName, userPoolId, userPoolClientId } = outputs;
  const identity = { userPoolId, userPoolClientId };
  return { name, url, apiKey, platformKey, tenantId, samples, endpoint, region, tableName, ...identity, serviceUrl };
}

/** Whether the process that runs the cloud is alive. */
export const isSupervised = (
  state: CloudState | undefined,
): state is CloudState & { readonly supervisor: ProcessRef } =>
  state?.supervisor !== undefined && isAlive(state.supervisor);

/** @returns undefined when no cloud of that name runs */
export function runningCloud(name: string): CloudInfo | undefined {
  const state = readCloudState(name);
  return isSupervised(state) ? infoOf(state) : undefined;
}
