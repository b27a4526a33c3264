/** Whose breaker: one tenant's bad luck with a downstream is no other's. */
export interface BreakerTarget {
  readonly tenantId: string;
  /** Provider or host. */
  readonly downstream: string;
}

/** An open breaker. A new opening has another `openedAt`. */
export interface OpenRecord {
  /** Epoch milliseconds. */
  readonly openedAt: number;
  /** When it may be probed, epoch milliseconds. */
  readonly until: number;
}

/** Open breakers as all containers see them; every method may fail. */
export interface BreakerStore {
  /** Undefined when it is closed. */
  read(target: BreakerTarget): Promise<OpenRecord | undefined>;
  /** Opens it unless it is open. @returns what holds now */
  open(target: BreakerTarget, record: OpenRecord): Promise<OpenRecord>;
  /** Opens it anew after a probe failed. */
  reopen(target: BreakerTarget, record: OpenRecord): Promise<void>;
  close(target: BreakerTarget): Promise<void>;
  /** The right to probe this opening, for one container. @returns false when another has it */
  lease(target: BreakerTarget, record: OpenRecord, ms: number): Promise<boolean>;
  /** Gives the right back, after a probe that told nothing. */
  release(target: BreakerTarget, record: OpenRecord): Promise<void>;
  /** Open breakers of a tenant. */
  list(tenantId: string): Promise<readonly (OpenRecord & { readonly downstream: string })[]>;
}
