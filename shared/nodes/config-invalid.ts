import { PermanentNodeError } from '../domain/node/errors.ts';

/** A config value that came out of its expressions as something the node cannot work with. */
export const configInvalid = (field: string, expected: string): PermanentNodeError =>
  new PermanentNodeError('CONFIG_INVALID', `${field} must be ${expected}.`, { data: { field } });
