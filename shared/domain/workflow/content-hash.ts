import { createHash } from 'node:crypto';
import { canonicalJson } from '../json/canonical.ts';
import type { Json } from '../json/json.ts';
import type { Definition } from './definition.ts';

/** SHA-256 of a definition's canonical JSON, hex: the same for documents that differ in spaces and order of keys only. */
export const contentHash = (definition: Definition): string =>
  createHash('sha256')
    .update(canonicalJson(definition as Json))
    .digest('hex');
