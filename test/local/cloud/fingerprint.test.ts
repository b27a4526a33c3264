import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from '../../../local/cloud/fingerprint.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fingerprint-'));
  mkdirSync(join(root, 'lib', 'deep'), { recursive: true });
  writeFileSync(join(root, 'lib', 'deep', 'a.ts'), 'one');
  writeFileSync(join(root, 'cdk.json'), '{}');
});

afterEach(() => rmSync(root, { recursive: true }));

const mark = (context: Record<string, string> = { stage: 'local' }): string =>
  fingerprint(root, ['lib', 'cdk.json', 'absent'], context);

describe('fingerprint', () => {
  it('is the same for the same files, whatever the order of the context', () => {
    expect(mark({ a: '1', b: '2' })).toBe(mark({ b: '2', a: '1' }));
  });

  it.each([
    ['the content of a file', () => writeFileSync(join(root, 'lib', 'deep', 'a.ts'), 'two')],
    ['the name of a file', () => renameSync(join(root, 'lib', 'deep', 'a.ts'), join(root, 'lib', 'deep', 'b.ts'))],
    ['the set of files', () => writeFileSync(join(root, 'lib', 'new.ts'), '')],
    ['a single file', () => writeFileSync(join(root, 'cdk.json'), '{"app":"x"}')],
    ['a source that was absent', () => writeFileSync(join(root, 'absent'), '')],
  ])('changes with %s', (_, change) => {
    const before = mark();
    change();
    expect(mark()).not.toBe(before);
  });

  it('changes with the context', () => {
    expect(mark({ outboundAllow: 'a:1' })).not.toBe(mark({ outboundAllow: 'a:2' }));
  });
});
