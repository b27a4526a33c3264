import { PROBE } from '../../contract/table.ts';
import type { Check, Finding } from '../../domain/health/check.ts';
import type { LimiterHealth } from '../../domain/limit/budget.ts';
import type { StoreFigures, Table } from '../dynamodb/table.ts';

/** What is asked how it fares. */
export interface Dependencies {
  readonly table: Pick<Table, 'get' | 'figures'>;
  readonly limiter: { health(): LimiterHealth };
  readonly describeDataKey: Describe;
  readonly describeSecretsKey: Describe;
  readonly describeMachine: Describe;
  readonly describeBus: Describe;
  /** @returns false when the deployment has none */
  readonly pingRedis: () => Promise<boolean>;
}

type Describe = (signal: AbortSignal) => Promise<{ readonly usable: boolean }>;

/** Without the table and its key nothing works; without the rest much does. */
export const healthChecks = (on: Dependencies): readonly Check[] => [
  { name: 'store', critical: true, run: () => lookAtStore(on.table) },
  { name: 'kms', critical: true, run: (signal) => described(on.describeDataKey(signal)) },
  { name: 'secretsKey', critical: false, run: (signal) => described(on.describeSecretsKey(signal)) },
  { name: 'redis', critical: false, run: () => lookAtRedis(on.pingRedis()) },
  { name: 'limits', critical: false, run: async () => lookAtLimits(on.limiter.health()) },
  { name: 'stepFunctions', critical: false, run: (signal) => described(on.describeMachine(signal)) },
  { name: 'events', critical: false, run: (signal) => described(on.describeBus(signal)) },
];

/** An item that does not exist: half a read unit, and the answer shows that the table and its key work. */
async function lookAtStore(table: Dependencies['table']): Promise<Finding> {
  await table.get(PROBE);
  return { status: 'healthy', details: figuresOf(table.figures()) };
}

const figuresOf = ({ requests, errors, retries, slow, sockets, queued }: StoreFigures) => ({
  requests,
  errors,
  retries,
  slow,
  sockets,
  queued,
});

const described = async (described: ReturnType<Describe>): Promise<Finding> => ({
  status: (await described).usable ? 'healthy' : 'unhealthy',
});

const lookAtRedis = async (answer: Promise<boolean>): Promise<Finding> =>
  (await answer) ? { status: 'healthy' } : { status: 'unavailable', configured: false };

function lookAtLimits({ status, since, outages }: LimiterHealth): Finding {
  const details = { counted: status === 'shared' ? 'together' : 'perContainer', outages };
  if (status !== 'degraded') return { status: 'healthy', details };
  return { status: 'degraded', details: { ...details, ...(since !== undefined && { since }) } };
}
