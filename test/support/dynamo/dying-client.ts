import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What a process that dies counts down on its way, at every call to the outside. */
export interface Life {
  /** Calls that are left; from then on nothing gets through. */
  left: number;
  /** What somebody else does right before a call of this kind, such as `ScanCommand`. */
  readonly meanwhile?: (call: string) => Promise<void>;
}

/** @throws Error `killed` when the life is over */
export function live(life: Life): void {
  life.left -= 1;
  if (life.left < 0) throw new Error('killed');
}

/** The client of a process that dies: after so many calls nothing of it reaches the table, not even its last words. */
export const dyingClient = (client: DynamoDBClient, life: Life): DynamoDBClient =>
  ({
    config: client.config,
    send: async (command: Parameters<DynamoDBClient['send']>[0]) => {
      live(life);
      await life.meanwhile?.(command.constructor.name);
      return client.send(command);
    },
  }) as unknown as DynamoDBClient;
