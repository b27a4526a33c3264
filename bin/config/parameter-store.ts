import type { SSMClient } from '@aws-sdk/client-ssm';
import type { StagePlace } from './find-stage.ts';

export interface StoredParameter {
  readonly value: string;
  readonly modifiedAt: Date | undefined;
}

/** Where the parameters of all stages of an account lie. */
export interface ParameterStore {
  get(name: string): Promise<StoredParameter | undefined>;
  put(name: string, value: string, type: 'String' | 'SecureString'): Promise<void>;
  /** @returns whether it was there */
  delete(name: string): Promise<boolean>;
}

/** The SDK is loaded only when a command needs it. */
export async function openStore({ client: config }: Pick<StagePlace, 'client'>): Promise<ParameterStore> {
  const { SSMClient } = await import('@aws-sdk/client-ssm');
  return createStore(new SSMClient(config));
}

async function createStore(client: SSMClient): Promise<ParameterStore> {
  const { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } = await import('@aws-sdk/client-ssm');
  return {
    get: async (name) => {
      const answer = await unlessAbsent(client.send(new GetParameterCommand({ Name: name, WithDecryption: true })));
      const { Value: value, LastModifiedDate: modifiedAt } = answer?.Parameter ?? {};
      return value === undefined ? undefined : { value, modifiedAt };
    },
    put: async (name, value, type) => {
      await client.send(new PutParameterCommand({ Name: name, Value: value, Type: type, Overwrite: true }));
    },
    delete: async (name) => (await unlessAbsent(client.send(new DeleteParameterCommand({ Name: name })))) !== undefined,
  };
}

async function unlessAbsent<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
}
