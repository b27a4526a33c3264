import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUNCTION_ENTRIES } from '../../shared/contract/functions.ts';
import { staticImports } from '../shared/nodes/static-imports.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** The build puts data in its place: lib/bundling/own-env-rules.ts. */
const REPLACED = join(ROOT, 'shared', 'contract', 'env-rules.ts');

/** Each is a tenth of a cold start or more, and many invocations do without it. */
const LATER = [
  'zod',
  'node:zlib',
  'node:dns',
  '@marcbachmann/cel-js',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-kms',
  '@aws-sdk/client-ssm',
  '@aws-lambda-powertools/parameters/ssm',
  '@aws-lambda-powertools/tracer',
  '@upstash/redis',
  '@upstash/ratelimit',
  'cockatiel',
  'jose/jwt/verify',
  'jose/jwks/local',
];

describe('what loads with a function', () => {
  it.each(Object.entries(FUNCTION_ENTRIES))('%s leaves to later what is not always needed', (_name, entry) => {
    const loaded = staticImports(join(ROOT, entry), new Set([REPLACED]));
    expect(loaded).toContain('@aws-sdk/client-dynamodb');
    expect(LATER.filter((name) => loaded.has(name))).toEqual([]);
  });
});
