import { TIERS, type TierLimits } from '../../shared/domain/tenant/tiers.ts';
import { UsageError } from '../operator/terminal.ts';

const NAMES = Object.keys(TIERS.free) as (keyof TierLimits)[];

/**
 * Reads limits of one tenant that differ from its tier's: `requestsPerMinute=1000,burstPerSecond=100`.
 * @throws UsageError
 */
export function readLimits(text: string): Partial<TierLimits> {
  return Object.fromEntries(text.split(',').map(readLimit));
}

function readLimit(part: string): readonly [keyof TierLimits, number] {
  const [name = '', value = ''] = part.split('=', 2);
  const known = NAMES.find((one) => one === name);
  if (known === undefined) throw new UsageError(`--limits knows no ${name}: ${NAMES.join(', ')} are.`);
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 1) return [known, number];
  throw new UsageError(`--limits: ${name} must be a whole number of at least 1.`);
}
