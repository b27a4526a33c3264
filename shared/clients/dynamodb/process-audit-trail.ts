import type { AuditTrail } from '../../domain/audit/audit.ts';
import type { Log } from '../../domain/log.ts';
import { remainingMs } from '../aws/time-limit.ts';
import { createAuditTrail } from './audit-trail.ts';
import { dynamoClient } from './dynamo-client.ts';
import { Table } from './table.ts';

/** The answer waits for the trail, and goes out without it when that takes longer. */
const WRITE_MS = 2000;

let trail: AuditTrail | undefined;

/**
 * The process's trail, written with the function's own rights: those of a tenant's session reach no trail. Without a
 * table in the environment there is none.
 */
export function processAuditTrail(env: NodeJS.ProcessEnv, log: Log): AuditTrail | undefined {
  const tableName = env.TABLE_NAME;
  // Outside of Lambda a developer's own account may be in reach.
  if (tableName === undefined || env.AWS_LAMBDA_FUNCTION_NAME === undefined) return undefined;
  trail ??= createAuditTrail(
    new Table({ client: dynamoClient(), tableName, log, remainingMs: () => Math.min(remainingMs(), WRITE_MS) }),
  );
  return trail;
}
