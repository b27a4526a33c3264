import type { Log } from '../log.ts';
import type { ApiKey, TenantStore } from './tenant.ts';

/** How exactly the last use of a key is known. */
const EACH_MS = 60 * 60_000;
const CAPACITY = 1000;

interface KeyUseOptions {
  readonly store: Pick<TenantStore, 'touchApiKey'>;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Notes that keys are used: for each key at most one write an hour, as the store refuses another. */
export class KeyUse {
  readonly #options: KeyUseOptions;
  readonly #noted = new Map<string, number>();

  constructor(options: KeyUseOptions) {
    this.#options = options;
  }

  /** Never fails: who calls is known, even where this is not. */
  async note({ tenantId, id }: ApiKey): Promise<void> {
    const { store, log, now } = this.#options;
    const at = now();
    const before = this.#noted.get(id);
    if (before !== undefined && at - before < EACH_MS) return;
    this.#remember(id, at);
    try {
      await store.touchApiKey(tenantId, id, at);
    } catch (error) {
      log.warn('Use of a key not noted', { tenantId, keyId: id, error });
    }
  }

  /** A Map keeps the order of insertion, so the first is the oldest. */
  #remember(id: string, at: number): void {
    this.#noted.delete(id);
    this.#noted.set(id, at);
    if (this.#noted.size <= CAPACITY) return;
    const [oldest] = this.#noted.keys();
    if (oldest !== undefined) this.#noted.delete(oldest);
  }
}
