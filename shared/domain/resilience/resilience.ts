import type { Log } from '../log.ts';
import { Breaker, type BreakerObserver, type BreakerState } from './breaker.ts';
import type { BreakerTarget } from './breaker-store.ts';
import { type BreakerStoreProvider, GuardedStore } from './guarded-store.ts';
import { errorsOnly, type Judge, type Verdict } from './judge.ts';
import { withRetry } from './retry.ts';
import { RetryBudget } from './retry-budget.ts';
import { type BreakerSettings, type RetrySettings, type SettingsByDownstream, settingsOf } from './settings.ts';

/** Targets that a container keeps a breaker for; past it the one made first is forgotten. */
const CAPACITY = 5000;

interface ResilienceOptions {
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Shared by all containers. @default none: each container goes by what it sees itself */
  readonly store?: BreakerStoreProvider;
  /** Asked with each call; what it answers is read again when it is another object. @default the same for all */
  readonly settings?: () => SettingsByDownstream;
  readonly observer?: BreakerObserver;
  /** 0 to 1. */
  readonly random?: () => number;
  /** For an answer of the store, with all that it takes to find it. @default 500 */
  readonly storeMs?: number;
}

export interface CallOptions<Result> {
  /** @default whatever is returned is good */
  readonly judge?: Judge<Result>;
  /** Ends the call; what it came to then counts for nothing. */
  readonly signal?: AbortSignal;
  /** Of one attempt, in place of the downstream's setting; false for work that ends by itself. */
  readonly timeoutMs?: number | false;
  /** False for calls that must not be made twice, or that are tried again elsewhere. @default true */
  readonly retry?: boolean;
}

export interface BreakerFigure {
  readonly downstream: string;
  readonly state: BreakerState;
  /** When it may be probed, epoch milliseconds. */
  readonly until?: number;
}

interface Entry {
  readonly target: BreakerTarget;
  readonly breaker: Breaker;
  readonly budget: RetryBudget;
  settings: { readonly breaker: BreakerSettings; readonly retry: RetrySettings };
  /** What the settings were read from. */
  source: SettingsByDownstream;
}

const NO_SETTINGS: SettingsByDownstream = {};

/** Calls downstreams: with a time limit, again when that may help, and not at all while they are known to fail. */
export class Resilience {
  readonly #options: ResilienceOptions;
  readonly #store: GuardedStore;
  readonly #entries = new Map<string, Entry>();

  constructor(options: ResilienceOptions) {
    this.#options = options;
    const { log, now, storeMs, store = async () => undefined } = options;
    this.#store = new GuardedStore({ store, log, now, answerMs: storeMs });
  }

  /**
   * @param work gets a signal that aborts when its time is over or the caller's signal aborts
   * @returns what the last attempt returned, good or not
   * @throws CircuitOpenError; TimeoutError (by name) when an attempt takes too long; what the last attempt threw
   */
  async call<Result>(
    target: BreakerTarget,
    work: (signal: AbortSignal) => Promise<Result>,
    options: CallOptions<Result> = {},
  ): Promise<Result> {
    const entry = await this.#entryOf(target);
    const { signal, judge = errorsOnly, retry = true } = options;
    const once = () => attempt(entry, work, options);
    if (!retry) return once();
    const { random } = this.#options;
    return withRetry<Result>(once, { settings: entry.settings.retry, judge, budget: entry.budget, signal, random });
  }

  /** The breakers of a tenant: those that this container has used, and those that any container has open. */
  async snapshot(tenantId: string): Promise<readonly BreakerFigure[]> {
    const figures = new Map<string, BreakerFigure>();
    const shared = await this.#store.ask((store) => store.list(tenantId));
    for (const { downstream, until } of shared?.value ?? []) {
      figures.set(downstream, { downstream, state: 'open', until });
    }
    for (const { target, breaker } of this.#entries.values()) {
      const { downstream } = target;
      if (target.tenantId !== tenantId || figures.has(downstream)) continue;
      const { open, state, isShared } = breaker;
      // What the store knew to be open and no longer does was closed by another container.
      const isOpen = open !== undefined && (shared === undefined || !isShared);
      figures.set(downstream, isOpen ? { downstream, state, until: open.until } : { downstream, state: 'closed' });
    }
    return [...figures.values()].sort((a, b) => a.downstream.localeCompare(b.downstream));
  }

  async #entryOf(target: BreakerTarget): Promise<Entry> {
    const id = JSON.stringify([target.tenantId, target.downstream]);
    const { observer = () => undefined, now } = this.#options;
    const source = this.#options.settings?.() ?? NO_SETTINGS;
    const before = this.#entries.get(id);
    if (before !== undefined) return upToDate(before, source);
    const { CountBreaker } = await import('cockatiel');
    // Two first calls at once share one breaker.
    const known = this.#entries.get(id);
    if (known !== undefined) return upToDate(known, source);
    const settings = settingsOf(target.downstream, source);
    const newWindow = ({ errorShare, windowCalls, minimumCalls }: BreakerSettings) =>
      // The library opens above its threshold, we at it.
      new CountBreaker({ threshold: errorShare - 1e-9, size: windowCalls, minimumNumberOfCalls: minimumCalls });
    const breaker = new Breaker({ target, settings: settings.breaker, store: this.#store, newWindow, observer, now });
    const entry = { target, breaker, settings, source, budget: new RetryBudget() };
    const [oldest] = this.#entries.size >= CAPACITY ? this.#entries.keys() : [];
    if (oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(id, entry);
    return entry;
  }
}

function upToDate(entry: Entry, source: SettingsByDownstream): Entry {
  if (entry.source === source) return entry;
  entry.source = source;
  entry.settings = settingsOf(entry.target.downstream, source);
  entry.breaker.configure(entry.settings.breaker);
  return entry;
}

async function attempt<Result>(
  { breaker, settings, target }: Entry,
  work: (signal: AbortSignal) => Promise<Result>,
  { judge = errorsOnly, signal, timeoutMs = settings.breaker.timeoutMs }: CallOptions<Result>,
): Promise<Result> {
  if (!settings.breaker.enabled) return limited(work, timeoutMs, target.downstream, signal);
  const admission = await breaker.admit();
  const verdictOf = (verdict: Verdict): Verdict => (signal?.aborted ? 'aborted' : verdict);
  try {
    const result = await limited(work, timeoutMs, target.downstream, signal);
    await breaker.settle(admission, verdictOf(judge.result(result).verdict));
    return result;
  } catch (error) {
    await breaker.settle(admission, verdictOf(judge.error(error).verdict));
    throw error;
  }
}

/** Never aborts. */
const UNENDED = new AbortController().signal;

async function limited<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  timeoutMs: number | false,
  downstream: string,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (timeoutMs === false) return work(signal ?? UNENDED);
  const { TaskCancelledError, TimeoutStrategy, timeout } = await import('cockatiel');
  const policy = timeout(timeoutMs, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false });
  try {
    return await policy.execute((context) => work(context.signal), signal);
  } catch (error) {
    if (!(error instanceof TaskCancelledError)) throw error;
    signal?.throwIfAborted();
    throw new DOMException(`${downstream} did not answer within ${timeoutMs} ms.`, 'TimeoutError');
  }
}
