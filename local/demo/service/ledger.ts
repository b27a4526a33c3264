import { isDeepStrictEqual } from 'node:util';
import type { Effect } from '../expectation.ts';

/** What the service was asked on behalf of one delivery. */
export interface LedgerRecord {
  /** Path and query of each lookup, once each, in the order of the first asking. */
  readonly lookups: readonly string[];
  /** One for each `Idempotency-Key`. */
  readonly effects: readonly Effect[];
  /** What no client should do: an effect without a key, a key with another request. */
  readonly offences: readonly string[];
}

/** Some deliveries together. */
export interface Totals {
  readonly requests: number;
  readonly effects: number;
  /** Effects asked for once more under the same key, and not done again. */
  readonly repeats: number;
}

interface Entry {
  readonly lookups: Set<string>;
  readonly effects: Map<string, Effect>;
  readonly offences: string[];
  requests: number;
  repeats: number;
}

const NOTHING: LedgerRecord = { lookups: [], effects: [], offences: [] };

/** Remembers what the service was asked, and does each effect once per `Idempotency-Key`. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  /** @returns whether it is the first asking */
  lookup(delivery: string, target: string): boolean {
    const { lookups } = this.#entry(delivery);
    const isNew = !lookups.has(target);
    lookups.add(target);
    return isNew;
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

  offence(delivery: string, text: string): void {
    this.#entry(delivery).offences.push(text);
  }

  countRequest(delivery: string): void {
    this.#entry(delivery).requests += 1;
  }

  of(delivery: string): LedgerRecord {
    const entry = this.#entries.get(delivery);
    if (entry === undefined) return NOTHING;
    return { lookups: [...entry.lookups], effects: [...entry.effects.values()], offences: [...entry.offences] };
  }

  totals(deliveries: readonly string[]): Totals {
    const entries = deliveries.map((delivery) => this.#entry(delivery));
    return {
      requests: entries.reduce((sum, { requests }) => sum + requests, 0),
      effects: entries.reduce((sum, { effects }) => sum + effects.size, 0),
      repeats: entries.reduce((sum, { repeats }) => sum + repeats, 0),
    };
  }

  #entry(delivery: string): Entry {
    const known = this.#entries.get(delivery);
    if (known !== undefined) return known;
    const entry: Entry = { lookups: new Set(), effects: new Map(), offences: [], requests: 0, repeats: 0 };
    this.#entries.set(delivery, entry);
    return entry;
  }
}
