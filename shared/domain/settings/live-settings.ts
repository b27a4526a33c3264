import { DEFAULT_SETTINGS } from '../../contract/default-settings.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Stage } from '../../contract/stage.ts';
import type { SettingsSource } from './settings-source.ts';

/** Settings that change while the process lives. */
export interface LiveSettings {
  /** The last good ones; those of the stage as long as nothing was read. */
  current(): Settings;
  /** Called before each invocation. Never rejects; waits at most 300 ms, and only while the settings are too old. */
  refresh(): Promise<void>;
}

/** Is told what goes wrong with them. */
export interface SettingsObserver {
  /**
   * What is stored may not be used, and the last good settings go on.
   * @param problems by the names of fields
   * @param isNews false when this very document was rejected before; it is told at each reading
   */
  onReject(problems: readonly string[], isNews: boolean): void;
  /** They could not be read; the last good settings go on, and it is tried again after a rest. */
  onFailure(error: unknown): void;
}

interface LiveSettingsOptions {
  readonly stage: Stage;
  readonly source: SettingsSource;
  readonly observer: SettingsObserver;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** From here on they are read again, while the invocation goes on. */
const MAX_AGE_MS = 30_000;
/** From here on the invocation waits: a container that was frozen must not answer by what held an hour ago. */
const MAX_STALE_MS = 60_000;
const MAX_WAIT_MS = 300;
/** After a failure. */
const REST_MS = 10_000;
/** A reading takes half a second at most: if its failure comes so late, the container was frozen meanwhile. */
const FROZEN_MS = 5_000;

/** Settings that are read again when they are 30 s old, and checked whenever the stored text has changed. */
export function createLiveSettings(options: LiveSettingsOptions): LiveSettings {
  return new StoredLiveSettings(options);
}

class StoredLiveSettings implements LiveSettings {
  readonly #options: LiveSettingsOptions;
  #current: Settings;
  #text: string | undefined;
  #problems: readonly string[] = [];
  #readAt = Number.NEGATIVE_INFINITY;
  #restUntil = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(options: LiveSettingsOptions) {
    this.#options = options;
    this.#current = DEFAULT_SETTINGS[options.stage];
  }

  current(): Settings {
    return this.#current;
  }

  async refresh(): Promise<void> {
    const time = this.#options.now();
    const age = time - this.#readAt;
    if (age < MAX_AGE_MS) return;
    if (this.#reading === undefined) {
      if (time < this.#restUntil) return;
      this.#reading = this.#read(time).finally(() => {
        this.#reading = undefined;
      });
    }
    if (age >= MAX_STALE_MS) await atMost(MAX_WAIT_MS, this.#reading);
  }

  async #read(begun: number): Promise<void> {
    const { source, observer, now } = this.#options;
    try {
      const text = await source.read();
      this.#readAt = begun;
      await this.#take(text);
    } catch (error) {
      if (now() - begun >= FROZEN_MS) return;
      this.#restUntil = now() + REST_MS;
      observer.onFailure(error);
    }
  }

  async #take(text: string | undefined): Promise<void> {
    const { stage, observer } = this.#options;
    const isNews = text !== this.#text;
    if (isNews && text === undefined) {
      this.#current = DEFAULT_SETTINGS[stage];
      this.#problems = [];
    } else if (isNews && text !== undefined) {
      // The schema takes longer to load than all the rest of the chain, and most containers never meet a change.
      const { parseSettings, SettingsError } = await import('./parse-settings.ts');
      try {
        this.#current = parseSettings(text, stage);
        this.#problems = [];
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        this.#problems = error.problems;
      }
    }
    this.#text = text;
    if (this.#problems.length > 0) observer.onReject(this.#problems, isNews);
  }
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, ms);
  await Promise.race([work, over.promise]);
  clearTimeout(timer);
}
