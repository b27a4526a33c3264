import { readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createOutboundClient } from '../../../shared/clients/http/outbound-client.ts';
import { createExecutors } from '../../../shared/nodes/executors.ts';
import { NODE_TYPES } from '../../../shared/nodes/node-types.ts';
import { staticImports } from './static-imports.ts';

const ROOT = join(import.meta.dirname, '../../../shared');
const NODES = join(ROOT, 'nodes');
const outbound = createOutboundClient({ version: '1' });

/** `http/request` stands for `http.request`. */
const typesWith = (file: string): string[] =>
  readdirSync(NODES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(`${sep}${file}`))
    .map((path) => dirname(path).split(sep).join('.'))
    .sort();

describe('the registries', () => {
  it('hold every folder with a schema, and nothing else', () => {
    expect(typesWith('schema.ts')).toContain('http.request');
    expect([...NODE_TYPES.keys()].sort()).toEqual(typesWith('schema.ts'));
    expect([...createExecutors({ outbound }).keys()].sort()).toEqual(typesWith('execute.ts'));
    expect(typesWith('execute.ts')).toEqual(typesWith('schema.ts'));
  });

  it.each([...NODE_TYPES.values()])('describe $type in one sentence and as JSON Schema', (nodeType) => {
    expect(nodeType.summary).toMatch(/^[A-Z].*\.$/);
    expect(z.toJSONSchema(nodeType.config)).toMatchObject({ type: 'object', additionalProperties: false });
  });
});

describe('what loads with the engine', () => {
  it('is neither zod nor a network module', () => {
    const executors = staticImports(join(NODES, 'executors.ts'));
    const client = staticImports(join(ROOT, 'clients/http/outbound-client.ts'));
    expect(executors.size).toBeGreaterThan(8);
    for (const loaded of [...executors, ...client]) {
      expect(loaded).not.toMatch(
        /^(zod|@cfworker\/json-schema|node:(https?|dns|zlib|net|tls)|request-filtering-agent|ipaddr\.js)$|transport\.ts$|\/schema\.ts$/,
      );
    }
  });

  it('sees what it must not find, where it is', () => {
    expect([...staticImports(join(NODES, 'node-types.ts'))]).toContain('zod');
    expect([...staticImports(join(ROOT, 'clients/http/transport.ts'))]).toEqual(
      expect.arrayContaining([
        'node:http',
        'node:https',
        'node:dns',
        'node:zlib',
        'request-filtering-agent',
        'ipaddr.js',
      ]),
    );
  });
});
