import type { CountBreaker } from 'cockatiel';
import type { BreakerTarget, OpenRecord } from './breaker-store.ts';
import { CircuitOpenError } from './circuit-open-error.ts';
import type { GuardedStore } from './guarded-store.ts';
import type { Verdict } from './judge.ts';
import type { BreakerSettings } from './settings.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerChange extends BreakerTarget {
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** Whether this container changed it or learned of it. */
  readonly by: 'here' | 'elsewhere';
}

/** Told of every change that this container makes or learns of. */
export type BreakerObserver = (change: BreakerChange) => void;

interface BreakerOptions {
  readonly target: BreakerTarget;
  readonly settings: BreakerSettings;
  readonly store: GuardedStore;
  /** Counts of calls, made anew whenever the old ones no longer matter. */
  readonly newWindow: (settings: BreakerSettings) => CountBreaker;
  readonly observer: BreakerObserver;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What was let through: a call like any other, or the one that finds out whether the downstream is back. */
export type Admission = { readonly probe?: OpenRecord };

/** How old this container's view of the store may be. */
const VIEW_MS = 1000;
/** What a probe may take beyond its timeout. */
const LEASE_MARGIN_MS = 1000;
/** cockatiel's CircuitState.Closed: the enum itself would load the library. */
const CLOSED = 0;

/**
 * One breaker of one container, in step with the others through the store:
 * 1. Closed: calls pass and are counted. Too many failures open it here and in the store.
 * 2. Open: calls are refused until its time is over, in every container that looks, at the latest a second later.
 * 3. Half-open: one container gets the lease and one call. It closes the breaker for all or opens it anew.
 * Without the store, each container does the same by itself.
 */
export class Breaker {
  readonly #options: Omit<BreakerOptions, 'settings'>;
  #settings: BreakerSettings;
  #window: CountBreaker;
  #countedAt = 0;
  #viewedAt = Number.NEGATIVE_INFINITY;
  #open: OpenRecord | undefined;
  /** Whether the store knows that it is open. */
  #isShared = false;
  /** While its probe is under way and holds the lease, epoch milliseconds. */
  #probeUntil = Number.NEGATIVE_INFINITY;

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#window = options.newWindow(options.settings);
  }

  get state(): BreakerState {
    if (this.#open === undefined) return 'closed';
    return this.#isProbing ? 'half-open' : 'open';
  }

  get open(): OpenRecord | undefined {
    return this.#open;
  }

  /** Whether the store has heard that it is open. */
  get isShared(): boolean {
    return this.#isShared;
  }

  /** From now on. An open breaker stays open for as long as it was opened for. */
  configure(settings: BreakerSettings): void {
    const { errorShare, windowCalls, minimumCalls } = this.#settings;
    const isSame =
      errorShare === settings.errorShare &&
      windowCalls === settings.windowCalls &&
      minimumCalls === settings.minimumCalls;
    this.#settings = settings;
    if (!isSame) this.#window = this.#options.newWindow(settings);
  }

  /** @throws CircuitOpenError when calls do not pass */
  async admit(): Promise<Admission> {
    await this.#view();
    const open = this.#open;
    if (open === undefined) return {};
    const { now, target } = this.#options;
    if (now() < open.until) throw new CircuitOpenError(target.downstream, open.until - now());
    if (!(await this.#lease(open))) throw new CircuitOpenError(target.downstream, this.#settings.timeoutMs);
    this.#changed('open', 'half-open', 'here');
    return { probe: open };
  }

  /** Takes note of what an admitted call came to. */
  async settle({ probe }: Admission, verdict: Verdict): Promise<void> {
    if (probe !== undefined) return this.#settleProbe(probe, verdict);
    if (this.#open !== undefined || verdict === 'aborted') return;
    const { now, newWindow } = this.#options;
    if (now() - this.#countedAt > this.#settings.idleMs) this.#window = newWindow(this.#settings);
    this.#countedAt = now();
    if (verdict !== 'failed') this.#window.success(CLOSED);
    else if (this.#window.failure(CLOSED)) await this.#openHere();
  }

  get #isProbing(): boolean {
    return this.#options.now() < this.#probeUntil;
  }

  /** The store first: until it knows, this container refuses calls as all others do. */
  async #settleProbe(probe: OpenRecord, verdict: Verdict): Promise<void> {
    // Its lease may have run out; what another probe has decided since is newer.
    if (this.#open?.openedAt !== probe.openedAt) return;
    const { store, target } = this.#options;
    if (verdict === 'aborted') await store.ask((shared) => shared.release(target, probe));
    else if (verdict === 'failed') await this.#reopen();
    else {
      await store.ask((shared) => shared.close(target));
      this.#close();
    }
    this.#probeUntil = Number.NEGATIVE_INFINITY;
    this.#changed('half-open', this.state, 'here');
  }

  async #reopen(): Promise<void> {
    const { store, target } = this.#options;
    const record = this.#newRecord();
    const answer = await store.ask((shared) => shared.reopen(target, record));
    this.#open = record;
    this.#isShared = answer !== undefined;
  }

  async #openHere(): Promise<void> {
    this.#open = this.#newRecord();
    this.#changed('closed', 'open', 'here');
    await this.#publish(this.#open);
  }

  /** Another container may have opened it before; then that opening holds. */
  async #publish(record: OpenRecord): Promise<void> {
    const { store, target } = this.#options;
    this.#isShared = false;
    const answer = await store.ask((shared) => shared.open(target, record));
    if (answer === undefined || this.#open !== record) return;
    this.#open = answer.value;
    this.#isShared = true;
  }

  #newRecord(): OpenRecord {
    const { now } = this.#options;
    return { openedAt: now(), until: now() + this.#settings.resetMs };
  }

  #close(): void {
    this.#open = undefined;
    this.#window = this.#options.newWindow(this.#settings);
  }

  /** Looks at the store when the last look is old, or when the answer decides about a probe. */
  async #view(): Promise<void> {
    const { store, target, now } = this.#options;
    const before = this.#open;
    const isDue = now() - this.#viewedAt >= VIEW_MS || (before !== undefined && now() >= before.until);
    if (!isDue || this.#isProbing) return;
    this.#viewedAt = now();
    const answer = await store.ask((shared) => shared.read(target));
    // Another call of this container may have changed it while this one looked.
    if (answer === undefined || this.#open !== before || this.#isProbing) return;
    if (answer.value !== undefined) {
      this.#open = answer.value;
      this.#isShared = true;
      if (before === undefined) this.#changed('closed', 'open', 'elsewhere');
    } else if (before !== undefined && !this.#isShared) {
      await this.#publish(before);
    } else if (before !== undefined) {
      this.#close();
      this.#changed('open', 'closed', 'elsewhere');
    }
  }

  /**
   * For as long as a probe should take, and at least an interval, so that a container that dies while probing costs no
   * second probe. One that takes longer keeps nobody waiting: the next interval has a probe of its own.
   */
  async #lease(open: OpenRecord): Promise<boolean> {
    const { store, target, now } = this.#options;
    if (this.#isProbing) return false;
    const { resetMs, timeoutMs } = this.#settings;
    const ms = Math.max(resetMs, timeoutMs + LEASE_MARGIN_MS);
    const answer = await store.ask((shared) => shared.lease(target, open, ms));
    const isOurs = !this.#isProbing && (answer?.value ?? true);
    if (isOurs) this.#probeUntil = now() + ms;
    return isOurs;
  }

  #changed(from: BreakerState, to: BreakerState, by: BreakerChange['by']): void {
    this.#options.observer({ ...this.#options.target, from, to, by });
  }
}
