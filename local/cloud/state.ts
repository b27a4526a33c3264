import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cloudPaths, DEFAULT_NAME } from './paths.ts';
import type { ProcessRef } from './process-identity.ts';

/** Ports of 127.0.0.1, the same at each start as long as they are free. */
export interface CloudPorts {
  readonly gateway: number;
  readonly emulator: number;
  readonly redis: number;
  /** The Upstash-compatible front of Redis. */
  readonly redisRest: number;
  /** Kept free for a service that workflows may call (the demo's, the tests'): it is on the outbound allow list. */
  readonly service: number;
}

/** What the deployed stacks say about themselves. */
export interface CloudOutputs {
  readonly apiId: string;
  readonly apiStage: string;
  readonly tableName: string;
  readonly bucketName: string;
  readonly secretsKeyArn: string;
  readonly tickFunctionName: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
}

export interface CloudCredentials {
  readonly tenantId: string;
  readonly apiKey: string;
  readonly platformKey: string;
}

/** `.local/<name>/state.json`: what one local cloud is, and what it keeps from one start to the next. */
export interface CloudState {
  readonly name: string;
  readonly status: 'starting' | 'ready' | 'stopped';
  readonly supervisor?: ProcessRef | undefined;
  readonly children: readonly ProcessRef[];
  readonly region: string;
  /** Where the emulator answers. */
  readonly endpoint?: string;
  /** Where the API answers, through the gateway. */
  readonly url?: string;
  readonly ports?: CloudPorts;
  readonly secrets?: { readonly redisPassword: string; readonly redisToken: string };
  /** False while running and after a crash: then the emulator's files may be older than the last deployment. */
  readonly clean: boolean;
  /** Hash of all that went into the last deployment. */
  readonly fingerprint?: string | undefined;
  readonly outputs?: CloudOutputs;
  readonly credentials?: CloudCredentials;
  /** Published sample workflows: id by the name of the file in local/samples. */
  readonly samples?: Readonly<Record<string, string>>;
}

export const emptyState = (name: string): CloudState => ({
  name,
  status: 'stopped',
  children: [],
  region: 'us-east-1',
  clean: false,
});

/** @returns undefined when no cloud of that name was ever started, or its file is not readable as JSON */
export function readCloudState(name: string = DEFAULT_NAME): CloudState | undefined {
  try {
    return JSON.parse(readFileSync(cloudPaths(name).state, 'utf8')) as CloudState;
  } catch {
    return undefined;
  }
}

/** Holds keys, so only its owner may read it; replaced in one step, so that a reader never sees half of it. */
function writeCloudState(state: CloudState): void {
  const paths = cloudPaths(state.name);
  mkdirSync(paths.dir, { recursive: true });
  const temporary = `${paths.state}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, paths.state);
}

/** The state of the cloud that this process supervises; every change is on disk at once. */
export class StateFile {
  #state: CloudState;

  constructor(name: string) {
    this.#state = readCloudState(name) ?? emptyState(name);
  }

  get current(): CloudState {
    return this.#state;
  }

  update(change: Partial<CloudState>): void {
    this.replace({ ...this.#state, ...change });
  }

  replace(state: CloudState): void {
    this.#state = state;
    writeCloudState(state);
  }
}
