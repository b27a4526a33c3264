import { keys } from '../../../shared/contract/table.ts';
import type { Touch } from './memory-dynamo.ts';

/** Who calls, and which partitions it may name beside its tenant's. */
export interface Caller {
  readonly tenantId: string;
  /** Full values of partition keys: of API keys by the tenant's own hashes, the list of tenants. */
  readonly others?: readonly string[];
}

const OWNER = /^TENANT#([\w-]+)#/;
const DUE = /^DUE#\d+#$/;

/** What in a touch is not the caller's: empty when all is well. */
export function trespasses({ tenantId, others = [] }: Caller, { operation, partition, items }: Touch): string[] {
  const isOwn = (key: unknown): boolean =>
    others.includes(String(key)) ||
    (OWNER.exec(String(key))?.[1] === tenantId && String(key).startsWith(`TENANT#${tenantId}#`));
  const wrong = isOwn(partition) ? [] : [partition];
  const foreign = items.flatMap(({ pk, runsPk = pk, dueShard = keys.dueShard(0) }) =>
    [pk, runsPk].filter((key) => !isOwn(key)).concat(DUE.test(String(dueShard)) ? [] : [dueShard]),
  );
  return [...wrong, ...foreign].map((key) => `${operation} as ${tenantId}: ${String(key)}`);
}
