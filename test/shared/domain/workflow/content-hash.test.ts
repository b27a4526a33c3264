import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../../shared/domain/workflow/content-hash.ts';
import { DefinitionSchema } from '../../../../shared/domain/workflow/definition.ts';

const hash = (text: string) => contentHash(DefinitionSchema.parse(JSON.parse(text)));

describe('contentHash', () => {
  it('is the same for documents that say the same', () => {
    const brief = hash('{"name":"x","nodes":[{"id":"a","type":"t","config":{"b":1,"a":2}}]}');
    expect(brief).toMatch(/^[0-9a-f]{64}$/);
    expect(
      hash('{ "nodes": [{ "config": { "a": 2, "b": 1 }, "type": "t", "id": "a", "onError": "fail" }], "name": "x" }'),
    ).toBe(brief);
  });

  it('differs where definitions do', () => {
    const one = hash('{"name":"x","nodes":[{"id":"a","type":"t"}]}');
    expect(hash('{"name":"x","nodes":[{"id":"a","type":"t","onError":"continue"}]}')).not.toBe(one);
  });
});
