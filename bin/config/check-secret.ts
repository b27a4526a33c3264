import { parseRedisCredentials, type SecretName } from '../../shared/contract/parameters.ts';
import { UsageError } from '../operator/terminal.ts';

/** Of a parameter of the tier that costs nothing. */
export const MAX_PARAMETER_BYTES = 4096;

/**
 * A secret as it is to be stored, without the end of line that files and terminals put after it.
 * @throws UsageError; its message never holds the secret
 */
export function checkSecret(name: SecretName, given: string): string {
  const value = given.replace(/\r?\n$/, '');
  if (value.trim() === '') throw new UsageError(`The secret ${name} is empty: unset takes one away.`);
  if (Buffer.byteLength(value) > MAX_PARAMETER_BYTES) {
    throw new UsageError(`The secret ${name} has more than ${MAX_PARAMETER_BYTES} bytes.`);
  }
  if (name !== 'redis') {
    if (!/^[\x21-\x7e]+$/.test(value)) throw new UsageError(`The secret ${name} is one word of ASCII, without spaces.`);
    return value;
  }
  if (parseRedisCredentials(value) !== undefined) return value;
  throw new UsageError('The secret redis is JSON: { "url": "https://...", "token": "..." }.');
}
