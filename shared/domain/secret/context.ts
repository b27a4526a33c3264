import { SECRET_PURPOSES, type SecretPurpose } from '../../contract/secret-purposes.ts';
import { SecretInputError } from './errors.ts';

/** Whose secret, of which thing, for what. Ids only: the key service logs it in clear. */
export interface SecretContext {
  readonly tenantId: string;
  readonly resourceId: string;
  readonly purpose: SecretPurpose;
}

/** Has no character that JSON escapes, no separator and no blank, so no two contexts can be spelled alike. */
const ID = /^[A-Za-z0-9_-]{1,128}$/;
const PURPOSES: ReadonlySet<string> = new Set(SECRET_PURPOSES);

/** A context that was found valid, with its canonical text (canonical JSON: sorted keys, no spaces). */
export interface BoundContext extends SecretContext {
  readonly text: string;
}

/** @throws SecretInputError `SECRET_CONTEXT_INVALID` */
export function bindContext({ tenantId, resourceId, purpose }: SecretContext): BoundContext {
  if (!ID.test(tenantId)) throw invalid('tenant');
  if (!ID.test(resourceId)) throw invalid('resource');
  if (!PURPOSES.has(purpose)) throw invalid('purpose');
  const text = `{"purpose":"${purpose}","resourceId":"${resourceId}","tenantId":"${tenantId}"}`;
  return { tenantId, resourceId, purpose, text };
}

const invalid = (what: string): SecretInputError =>
  new SecretInputError('SECRET_CONTEXT_INVALID', `The ${what} of a secret is not an id.`);
