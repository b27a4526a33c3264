import type { Table } from '../../../shared/clients/dynamodb/table.ts';

/** What the system routes work with. */
export interface SystemServices {
  readonly table: Pick<Table, 'get'>;
  readonly describeKey: (signal: AbortSignal) => Promise<{ readonly usable: boolean }>;
  /** Since the container started. */
  readonly uptimeSeconds: () => number;
}
