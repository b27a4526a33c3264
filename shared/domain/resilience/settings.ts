export interface BreakerSettings {
  /** False lets every call through, and counts none. */
  readonly enabled: boolean;
  /** For one attempt. */
  readonly timeoutMs: number;
  /** Share of failures from which the breaker opens, above 0 to 1. */
  readonly errorShare: number;
  /** How long it stays open before a probe. */
  readonly resetMs: number;
  /** Calls that have to be counted before the share is looked at. */
  readonly minimumCalls: number;
  /** The last so many calls are counted. */
  readonly windowCalls: number;
  /** Counts are forgotten when there was no call for so long. */
  readonly idleMs: number;
}

const BREAKER_DEFAULTS: BreakerSettings = {
  enabled: true,
  timeoutMs: 3000,
  errorShare: 0.5,
  resetMs: 10_000,
  minimumCalls: 5,
  windowCalls: 20,
  idleMs: 60_000,
};

export interface RetrySettings {
  /** The first one among them. */
  readonly maxAttempts: number;
  readonly baseMs: number;
  readonly multiplier: number;
  /** No wait is longer; who asks for a longer one is not asked again. */
  readonly capMs: number;
}

export const RETRY_DEFAULTS: RetrySettings = { maxAttempts: 3, baseMs: 100, multiplier: 2, capMs: 2000 };

/** What a deployment sets for a downstream, by its name: a provider or a host. */
interface DownstreamSettings {
  readonly breaker?: Partial<BreakerSettings>;
  readonly retry?: Partial<RetrySettings>;
}

/** What is under `*` holds for every downstream, unless its own entry says otherwise. */
export type SettingsByDownstream = Readonly<Record<string, DownstreamSettings>>;

const EVERY = '*';

/** What a deployment says of a downstream; what it leaves out is not there. */
export function wishesFor(downstream: string, all: SettingsByDownstream): Required<DownstreamSettings> {
  const [every, own] = [entryOf(EVERY, all), entryOf(downstream, all)];
  return { breaker: { ...every?.breaker, ...own?.breaker }, retry: { ...every?.retry, ...own?.retry } };
}

/** The settings of a downstream. */
export function settingsOf(downstream: string, all: SettingsByDownstream) {
  const { breaker, retry } = wishesFor(downstream, all);
  return { breaker: { ...BREAKER_DEFAULTS, ...breaker }, retry: { ...RETRY_DEFAULTS, ...retry } };
}

/** `Object.hasOwn`, as the names of hosts come from outside. */
const entryOf = (name: string, all: SettingsByDownstream): DownstreamSettings | undefined =>
  Object.hasOwn(all, name) ? all[name] : undefined;
