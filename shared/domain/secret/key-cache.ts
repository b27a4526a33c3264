import type { BoundContext } from './context.ts';
import { createDataKey, type DataKey } from './data-key.ts';
import type { DataKeys } from './data-keys.ts';
import { isOf } from './envelope.ts';
import { EnvelopeRejectedError } from './errors.ts';
import { digestOf, type Envelope, isFor, wrappedOf } from './format.ts';

export interface KeyCacheOptions {
  readonly keys: DataKeys;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Longest time in milliseconds that a revoked or shredded key still works here. 5 minutes unless given. */
  readonly maxAgeMs?: number;
  /** Secrets that are sealed or opened by one key before it is asked for again. 10,000 unless given. */
  readonly maxUses?: number;
  /** Keys at once; the least recently used one goes. 1,000 unless given. */
  readonly capacity?: number;
  /** Keeps the keys of one tenant at a time: those of the last go as soon as another one comes. False unless given. */
  readonly oneTenant?: boolean;
}

interface Entry {
  readonly dataKey: DataKey;
  readonly tenantId: string;
  readonly until: number;
  usesLeft: number;
  /** Place in the order of uses. */
  usedAt: number;
}

interface Flight {
  readonly tenantId: string;
  readonly entry: Promise<Entry>;
}

/** Data keys in use, by tenant, resource and purpose. Many who want the same key at once make one call for it. */
export class KeyCache {
  readonly #entries = new Map<string, Entry>();
  readonly #flights = new Map<string, Flight>();
  readonly #options: Required<KeyCacheOptions>;
  #tenantId: string | undefined;
  #uses = 0;

  constructor({
    maxAgeMs = 300_000,
    maxUses = 10_000,
    capacity = 1000,
    oneTenant = false,
    keys,
    now,
  }: KeyCacheOptions) {
    this.#options = { maxAgeMs, maxUses, capacity, oneTenant, keys, now };
  }

  get size(): number {
    return this.#entries.size;
  }

  /** A key to seal with: the one that this process sealed with last in this context, or else a new one. */
  forSealing(context: BoundContext): DataKey | Promise<DataKey> {
    const id = sealingId(context.text);
    return (
      this.#find(id, context) ??
      this.#join(id, id, context, async () => {
        const { key, wrapped } = await this.#options.keys.generate(context);
        return createDataKey(key, wrapped, context.text);
      })
    );
  }

  /**
   * The key of an envelope. Only one that is proved to be the envelope's is kept.
   * @throws EnvelopeRejectedError before the key service is asked, where the envelope is damaged or of another context
   */
  forOpening(context: BoundContext, envelope: Envelope): DataKey | Promise<DataKey> {
    const { head } = envelope;
    const id = digestOf(head);
    // A forged head must not make those fail who wait for the true one at the same time.
    return (
      this.#find(id, context) ??
      this.#join(id, context.text + head.toString('latin1'), context, async () => {
        if (!isFor(head, context.text)) throw new EnvelopeRejectedError();
        const wrapped = wrappedOf(head);
        const dataKey = createDataKey(await this.#options.keys.unwrap(wrapped, context), wrapped, context.text);
        if (!isOf(envelope, dataKey)) throw new EnvelopeRejectedError();
        return dataKey;
      })
    );
  }

  /** Says whose turn it is in this process. */
  enter(tenantId: string): void {
    if (!this.#options.oneTenant || tenantId === this.#tenantId) return;
    this.clear();
    this.#tenantId = tenantId;
  }

  /** Forgets the keys of a tenant, or all; also those that are on their way. */
  clear(tenantId?: string): void {
    for (const map of [this.#entries, this.#flights]) {
      for (const [id, of] of map) if (tenantId === undefined || of.tenantId === tenantId) map.delete(id);
    }
  }

  #find(id: string, { tenantId, text }: BoundContext): DataKey | undefined {
    this.enter(tenantId);
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.usesLeft <= 0 || this.#options.now() >= entry.until) return undefined;
    // A wrapped key is of one context; with another one, the key service would refuse it too.
    if (entry.dataKey.context !== text) throw new EnvelopeRejectedError();
    return this.#use(entry);
  }

  #use(entry: Entry): DataKey {
    entry.usesLeft -= 1;
    this.#uses += 1;
    entry.usedAt = this.#uses;
    return entry.dataKey;
  }

  async #join(id: string, flightId: string, { tenantId }: BoundContext, make: Make): Promise<DataKey> {
    const flight = this.#flights.get(flightId) ?? this.#fly(id, flightId, tenantId, make);
    return this.#use(await flight.entry);
  }

  #fly(id: string, flightId: string, tenantId: string, make: Make): Flight {
    const { maxAgeMs, maxUses, now } = this.#options;
    const until = now() + maxAgeMs;
    // A flight that was cleared away may have been followed by another one.
    const isCurrent = (): boolean => this.#flights.get(flightId) === flight;
    const land = async (): Promise<Entry> => {
      try {
        const entry = { dataKey: await make(), tenantId, until, usesLeft: maxUses, usedAt: this.#uses };
        if (isCurrent()) this.#put(id, entry);
        return entry;
      } finally {
        if (isCurrent()) this.#flights.delete(flightId);
      }
    };
    const flight: Flight = { tenantId, entry: land() };
    this.#flights.set(flightId, flight);
    return flight;
  }

  /** A key that was made for sealing opens as well: what is sealed is often read next. */
  #put(id: string, entry: Entry): void {
    this.#sweep();
    for (const each of new Set([digestOf(entry.dataKey.head), id])) {
      if (this.#entries.size >= this.#options.capacity) this.#evict();
      this.#entries.set(each, entry);
    }
  }

  /** Nobody may ask for an old key again, so they are looked for with each new one. */
  #sweep(): void {
    const now = this.#options.now();
    for (const [id, { until }] of this.#entries) if (until <= now) this.#entries.delete(id);
  }

  /** Looks at all of them: a new key takes a call to the key service anyway, and a use should cost nothing. */
  #evict(): void {
    let oldest: readonly [string, Entry] | undefined;
    for (const each of this.#entries) if (oldest === undefined || each[1].usedAt < oldest[1].usedAt) oldest = each;
    if (oldest !== undefined) this.#entries.delete(oldest[0]);
  }
}

type Make = () => Promise<DataKey>;

/** Longer than any digest. */
const sealingId = (text: string): string => `seal ${text}`;
