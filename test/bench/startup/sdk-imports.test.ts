import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkImports } from '../../../bench/startup/sdk-imports.ts';

const SOURCES = {
  'entry.ts': `
import type { SFNClient } from '@aws-sdk/client-sfn';
import { store } from './store.ts';
import { type Later } from './typed.ts';
export const handler = async () => [store, await import('./later.ts')];`,
  'store.ts': `
import {
  type ConsumedCapacity,
  DynamoDBClient,
  GetItemCommand as Get,
} from '@aws-sdk/client-dynamodb';
import { readFile } from 'node:fs/promises';
import { entry } from './entry.ts';
export { marshal } from './marshal.ts';`,
  'marshal.ts': `import { marshall } from '@aws-sdk/util-dynamodb';`,
  'typed.ts': `import { KMSClient } from '@aws-sdk/client-kms';`,
  'later.ts': `import { S3Client } from '@aws-sdk/client-s3';`,
};

describe('sdkImports', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stepwell-imports-'));
    await Promise.all(Object.entries(SOURCES).map(([name, source]) => writeFile(join(folder, name), source)));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('finds what is loaded with a module, and neither types nor what is loaded later', () => {
    expect(sdkImports(join(folder, 'entry.ts'))).toEqual(
      new Map([
        ['@aws-sdk/client-dynamodb', new Set(['DynamoDBClient', 'GetItemCommand'])],
        ['@aws-sdk/util-dynamodb', new Set(['marshall'])],
      ]),
    );
  });
});
