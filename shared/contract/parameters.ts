import type { FunctionName } from './env.ts';
import type { Stage } from './stage.ts';

interface SecretFacts {
  /** Functions that may read it: each has the right to exactly its own. */
  readonly readers: readonly FunctionName[];
  /** What it means that it is not there. */
  readonly without: string;
}

/** The operator's own secrets. Each lies under `/stepwell/<stage>/secrets/<name>` as a SecureString, or not at all. */
export const SECRETS = {
  /** JSON `{ "url", "token" }` of an Upstash REST endpoint. */
  redis: {
    readers: [
      'authorizer',
      'api-account',
      'api-audit',
      'api-connections',
      'api-docs',
      'api-oauth',
      'api-workflows',
      'api-runs',
      'api-status',
      'api-system',
      'engine-advance',
    ],
    without: 'limits and breakers are kept per container',
  },
  stripe: { readers: [], without: 'nothing is billed' },
  openai: { readers: [], without: 'models of OpenAI need a key of the tenant' },
  anthropic: { readers: [], without: 'models of Anthropic need a key of the tenant' },
} as const satisfies Readonly<Record<string, SecretFacts>>;

export type SecretName = keyof typeof SECRETS;
export const SECRET_NAMES = Object.keys(SECRETS) as readonly SecretName[];

export const isSecretName = (name: string): name is SecretName => Object.hasOwn(SECRETS, name);

export const secretParameter = (stage: Stage, name: SecretName): string => `/stepwell/${stage}/secrets/${name}`;

/** One document, so that what is switched together is switched at once. */
export const settingsParameter = (stage: Stage): string => `/stepwell/${stage}/settings`;

/** Names of all parameters that a function may read. */
export function parametersOf(stage: Stage, name: FunctionName): string[] {
  const secrets = SECRET_NAMES.filter((secret) => (SECRETS[secret].readers as readonly string[]).includes(name));
  return [settingsParameter(stage), ...secrets.map((secret) => secretParameter(stage, secret))];
}

export interface RedisCredentials {
  readonly url: string;
  readonly token: string;
}

/** Reads the secret `redis`. @returns undefined when the text is not `{ "url": "https://...", "token": "..." }` */
export function parseRedisCredentials(text: string): RedisCredentials | undefined {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || !('url' in value) || !('token' in value)) return undefined;
  const { url, token } = value;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  if (typeof token !== 'string' || token === '') return undefined;
  return { url, token };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
