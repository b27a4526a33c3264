import { ConditionFailedError } from '../../shared/clients/dynamodb/errors.ts';
import type { Table } from '../../shared/clients/dynamodb/table.ts';
import type { SecretContext } from '../../shared/domain/secret/context.ts';
import { EnvelopeRejectedError } from '../../shared/domain/secret/errors.ts';
import type { Vault } from '../../shared/domain/secret/vault.ts';
import { type SealedPlace, sealedIn } from '../operator/sealed.ts';

/** Times that an envelope may be replaced by somebody else while it is worked on. */
const ATTEMPTS = 5;

/** What came of an envelope; `gone` was taken away meanwhile, and does not count. */
export type Outcome = 'rewrapped' | 'readable' | 'unreadable' | 'gone';

interface RewrapDeps {
  readonly table: Pick<Table, 'update'>;
  readonly vault: Vault;
}

/**
 * Wraps the data key of an envelope anew, and opens the result before it takes the old one's place: what is written is
 * readable, and what is not readable stays as it is.
 * @throws KeyUnusableError, KeyServiceError: the key service does not work, and nothing is said of the envelope
 */
export async function rewrapPlace(found: SealedPlace, { table, vault }: RewrapDeps): Promise<Outcome> {
  let place: SealedPlace | undefined = found;
  for (let attempt = 1; place !== undefined; attempt += 1) {
    const { key, attribute, envelope, context }: SealedPlace = place;
    const fresh = context && (await orRejected(vault.rewrap(envelope, context)));
    if (!context || !fresh || !(await opens(fresh, context, vault))) return 'unreadable';
    try {
      await table.update({
        key,
        update: 'SET #sealed = :fresh',
        condition: '#sealed = :before',
        names: { '#sealed': attribute },
        values: { ':fresh': fresh, ':before': envelope },
      });
      return 'rewrapped';
    } catch (error) {
      if (!(error instanceof ConditionFailedError) || attempt === ATTEMPTS) throw error;
      place = sealedIn(error.failed[0]?.item ?? {}).find((other) => other.attribute === attribute);
    }
  }
  return 'gone';
}

/** Opens an envelope, and writes nothing. */
export const tryPlace = async ({ envelope, context }: SealedPlace, { vault }: Pick<RewrapDeps, 'vault'>) =>
  context && (await opens(envelope, context, vault)) ? 'readable' : 'unreadable';

async function opens(envelope: string, { tenantId, resourceId, purpose }: SecretContext, vault: Vault) {
  const secrets = vault.forTenant(tenantId);
  try {
    return (await orRejected(secrets.open(resourceId, purpose, envelope))) !== undefined;
  } finally {
    secrets.wipe();
  }
}

async function orRejected<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof EnvelopeRejectedError) return undefined;
    throw error;
  }
}
