import type { BreakerStore, BreakerTarget, OpenRecord } from '../../shared/domain/resilience/breaker-store.ts';

const idOf = ({ tenantId, downstream }: BreakerTarget): string => JSON.stringify([tenantId, downstream]);

/** Open breakers in memory, which can be told to fail. Each answer takes a turn, as Redis would. */
export class MemoryBreakerStore implements BreakerStore {
  readonly records = new Map<string, OpenRecord>();
  readonly leases = new Map<string, number>();
  isDown = false;
  calls = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async read(target: BreakerTarget): Promise<OpenRecord | undefined> {
    await this.#turn();
    return this.records.get(idOf(target));
  }

  async open(target: BreakerTarget, record: OpenRecord): Promise<OpenRecord> {
    await this.#turn();
    const held = this.records.get(idOf(target)) ?? record;
    this.records.set(idOf(target), held);
    return held;
  }

  async reopen(target: BreakerTarget, record: OpenRecord): Promise<void> {
    await this.#turn();
    this.records.set(idOf(target), record);
  }

  async close(target: BreakerTarget): Promise<void> {
    await this.#turn();
    this.records.delete(idOf(target));
  }

  async lease(target: BreakerTarget, { openedAt }: OpenRecord, ms: number): Promise<boolean> {
    await this.#turn();
    const id = `${idOf(target)}${openedAt}`;
    if ((this.leases.get(id) ?? 0) > this.#now()) return false;
    this.leases.set(id, this.#now() + ms);
    return true;
  }

  async release(target: BreakerTarget, { openedAt }: OpenRecord): Promise<void> {
    await this.#turn();
    this.leases.delete(`${idOf(target)}${openedAt}`);
  }

  async list(tenantId: string): Promise<readonly (OpenRecord & { readonly downstream: string })[]> {
    await this.#turn();
    return [...this.records].flatMap(([id, record]) => {
      const [owner, downstream = ''] = JSON.parse(id) as string[];
      return owner === tenantId ? [{ downstream, ...record }] : [];
    });
  }

  async #turn(): Promise<void> {
    this.calls += 1;
    await Promise.resolve();
    if (this.isDown) throw new Error('connection refused');
  }
}
