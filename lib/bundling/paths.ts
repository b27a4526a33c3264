import { join } from 'node:path';

/** What the build makes; never committed. */
export const DIST = join(import.meta.dirname, '..', '..', 'dist');

/** The folder of one function's bundle, which is its asset. */
export const functionAsset = (name: string): string => join(DIST, 'functions', name);

export const functionSourceMaps = (name: string): string => join(DIST, 'sourcemaps', name);
