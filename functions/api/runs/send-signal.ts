import type { SignalResult } from '../../../shared/domain/engine/store.ts';
import type { RunHeader, Signal } from '../../../shared/domain/run/run.ts';
import type { ApiCall } from '../../../shared/middleware/route.ts';
import type { RunServices } from './services.ts';

/** When the tick wakes a run that its caller could not: long enough that it never races a caller who can. */
const WAKE_BY_MS = 5_000;

/**
 * Tells a run something, then wakes it if it sleeps. From the first write on the run is sure to take notice, whatever
 * becomes of the caller.
 */
export async function sendSignal(
  call: Pick<ApiCall, 'logger'>,
  { tenantId, id: runId, expiresAt }: RunHeader,
  signal: Signal,
  { signals, machine }: Pick<RunServices, 'signals' | 'machine'>,
): Promise<SignalResult> {
  const result = await signals.send({ tenantId, runId, signal, dueAt: signal.at + WAKE_BY_MS, expiresAt });
  if (result.kind !== 'sent') return result;
  const log = call.logger.with({ runId, signal: signal.kind });
  log.info('Signal sent', { to: signal.to });
  if (result.token === undefined) return result;
  try {
    await machine.wake(result.token);
  } catch (error) {
    log.warn('Signal sent, and the run left to the tick to wake', { error });
  }
  return result;
}
