import type { Log } from '../log.ts';
import type { AuditTrail } from './audit.ts';

/** A node of a run was given the credentials of a connection. */
export interface SecretUse {
  readonly tenantId: string;
  readonly runId: string;
  readonly nodeId: string;
  readonly connectionId: string;
  /** Of the run. */
  readonly correlationId: string;
  /** How long the tenant keeps its history; null without end. */
  readonly historyDays: number | null;
}

interface RecorderOptions {
  readonly trail: AuditTrail | undefined;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Uses that are remembered: many times what a container's runs have open at once. */
const REMEMBERED = 5000;

/**
 * Tells which runs used which secrets: `useSecret`, once for each run and connection that the process works with. A run
 * that moves to another process is told again. Never rejects: a trail that fails is an error in the log, and the next
 * use of the same tries again.
 */
export function createSecretUseRecorder({ trail, log, now }: RecorderOptions): (use: SecretUse) => Promise<void> {
  const told = new Set<string>();
  return async ({ tenantId, runId, nodeId, connectionId, correlationId, historyDays }) => {
    const use = `${tenantId} ${runId} ${connectionId}`;
    if (trail === undefined || told.has(use)) return;
    told.add(use);
    const [oldest] = told;
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
    const event = {
      tenantId,
      at: now(),
      action: 'useSecret',
      principalId: 'system',
      principalKind: 'system',
      resource: { type: 'connections', id: connectionId },
      status: 200,
      correlationId,
      details: { runId, nodeId },
    } as const;
    try {
      await trail.record(event, historyDays);
    } catch (error) {
      told.delete(use);
      log.error('Audit failed', { error, runId, connectionId });
    }
  };
}
