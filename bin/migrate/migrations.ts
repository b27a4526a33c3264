import { keyHashes } from './key-hashes.ts';
import type { Migration } from './migration.ts';

/** Every migration, in the order in which they run. New ones come last. */
export const MIGRATIONS: readonly Migration[] = [keyHashes];
