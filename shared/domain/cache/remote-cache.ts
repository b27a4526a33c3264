/** Whole numbers by name. */
export type Counts = Readonly<Record<string, number>>;

/** The store that all containers share; every method may fail. */
export interface RemoteCache {
  /**
   * Values by key, null where there is none.
   * @param counts added to what all containers counted today, in the same round trip
   */
  read(keys: readonly string[], counts?: Counts): Promise<readonly (string | null)[]>;
  /** What all containers counted today. */
  counts(): Promise<Counts>;
  write(entries: readonly RemoteEntry[]): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
  /** Adds one to each number. */
  increment(keys: readonly string[], ttlSeconds: number): Promise<void>;
  /** @param pattern `*` stands for anything; nothing else is special */
  removeMatching(pattern: string): Promise<{ readonly removed: number; readonly complete: boolean }>;
}

export interface RemoteEntry {
  readonly key: string;
  readonly text: string;
  readonly ttlSeconds: number;
}
