import { healthBody } from '../../../shared/domain/health/body.ts';
import { canServe } from '../../../shared/domain/health/check.ts';
import type { SystemServices } from './services.ts';

/** True for a moment only. */
export const UNKEPT = { 'cache-control': 'no-store' } as const;

/** 200 when what every request needs answers too, and 503 when something critical does not. */
export async function answerHealth(call: { now(): number }, { monitor, container }: SystemServices) {
  const body = healthBody(await monitor.report(), container(), call.now());
  return { status: canServe(body.status) ? 200 : 503, headers: UNKEPT, body };
}
