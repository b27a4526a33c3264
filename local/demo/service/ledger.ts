import { isDeepStrictEqual } from 'node:util';
import type { Effect } from '../expectation.ts';
import type { Mishap } from './mishaps.ts';

/** What the service was asked on behalf of one delivery. */
export interface LedgerRecord {
  /** Path and query of each lookup, once each, in the order of the first asking. */
  readonly lookups: readonly string[];
  /** One for each `Idempotency-Key`. */
  readonly effects: readonly Effect[];
  /** What went wrong on purpose. */
  readonly mishaps: readonly Mishap[];
  /** What no client should do: an effect without a key, a key with another request, coming back too early. */
  readonly offences: readonly string[];
}

/** Some deliveries together. */
export interface Totals {
  readonly requests: number;
  readonly effects: number;
  /** Effects asked for once more under the same key, and not done again. */
  readonly repeats: number;
  readonly mishaps: Readonly<Record<Mishap, number>>;
}

class Entry {
  readonly lookups = new Set<string>();
  readonly effects = new Map<string, Effect>();
  readonly mishaps: Mishap[] = [];
  readonly offences: string[] = [];
  /** How often each was asked for, by method and path. */
  readonly asked = new Map<string, number>();
  repeats = 0;
}

/** Remembers what the service was asked, and does each effect once per `Idempotency-Key`. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  /** @returns how often that was asked for, this time included */
  countRequest(delivery: string, what: string): number {
    const { asked } = this.#entry(delivery);
    const times = (asked.get(what) ?? 0) + 1;
    asked.set(what, times);
    return times;
  }

  lookup(delivery: string, target: string): void {
    this.#entry(delivery).lookups.add(target);
  }

  /** @returns `refused` for a key that stood for another effect before: that one is not done */
  effect(delivery: string, key: string, effect: Effect): 'done' | 'repeated' | 'refused' {
    const entry = this.#entry(delivery);
    const { effects } = entry;
    const before = effects.get(key);
    if (before === undefined) {
      effects.set(key, effect);
      return 'done';
    }
    if (!isDeepStrictEqual(before, effect)) {
      this.offence(delivery, `the key of ${before.path} came again with another request to ${effect.path}`);
      return 'refused';
    }
    entry.repeats += 1;
    return 'repeated';
  }

  mishap(delivery: string, mishap: Mishap): void {
    this.#entry(delivery).mishaps.push(mishap);
  }

  offence(delivery: string, text: string): void {
    this.#entry(delivery).offences.push(text);
  }

  of(delivery: string): LedgerRecord {
    const { lookups, effects, mishaps, offences } = this.#entries.get(delivery) ?? new Entry();
    return { lookups: [...lookups], effects: [...effects.values()], mishaps: [...mishaps], offences: [...offences] };
  }

  totals(deliveries: readonly string[]): Totals {
    const entries = deliveries.map((delivery) => this.#entry(delivery));
    const sum = (count: (entry: Entry) => number): number => entries.reduce((total, entry) => total + count(entry), 0);
    const met = (mishap: Mishap): number => sum(({ mishaps }) => mishaps.filter((one) => one === mishap).length);
    return {
      requests: sum(({ asked }) => [...asked.values()].reduce((total, times) => total + times, 0)),
      effects: sum(({ effects }) => effects.size),
      repeats: sum(({ repeats }) => repeats),
      mishaps: { unavailable: met('unavailable'), busy: met('busy'), lost: met('lost') },
    };
  }

  #entry(delivery: string): Entry {
    const entry = this.#entries.get(delivery) ?? new Entry();
    this.#entries.set(delivery, entry);
    return entry;
  }
}
