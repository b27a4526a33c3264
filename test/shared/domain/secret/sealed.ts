import { createHash, randomBytes } from 'node:crypto';
import { bindContext, type SecretContext } from '../../../../shared/domain/secret/context.ts';
import { createDataKey } from '../../../../shared/domain/secret/data-key.ts';
import { DATA_KEY_BYTES } from '../../../../shared/domain/secret/data-keys.ts';
import { sealEnvelope } from '../../../../shared/domain/secret/envelope.ts';

export const context = (change: Partial<SecretContext> = {}): SecretContext => ({
  tenantId: 'ten_1',
  resourceId: 'conn_1',
  purpose: 'connection',
  ...change,
});

/** Bytes as long as those of KMS; which ones does not matter where nothing unwraps them. */
const WRAPPED = createHash('sha512').update('wrapped').digest();

/** A data key of a context, also for several contexts with the same bytes, which no key service would give. */
export const dataKeyOf = (of: SecretContext, bytes = randomBytes(DATA_KEY_BYTES), wrapped: Uint8Array = WRAPPED) =>
  createDataKey(Buffer.from(bytes), wrapped, bindContext(of).text);

export function sealed(plaintext: string | Uint8Array, of: SecretContext = context()) {
  const bytes = randomBytes(DATA_KEY_BYTES);
  const dataKey = dataKeyOf(of, bytes);
  return { text: sealEnvelope(Buffer.from(plaintext), dataKey), dataKey, bytes };
}
