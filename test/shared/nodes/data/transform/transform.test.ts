import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../shared/domain/json/json.ts';
import { dataTransform } from '../../../../../shared/nodes/data/transform/execute.ts';
import { nodeType } from '../../../../../shared/nodes/data/transform/schema.ts';
import { nodeContext } from '../../node-context.ts';

describe('data.transform', () => {
  it('gives its output whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (output) => {
        const outcome = dataTransform.execute({ output: output as Json }, nodeContext());
        expect(outcome).toEqual({ kind: 'ended', output });
      }),
    );
  });

  it('fails without an output', () => {
    expect(() => dataTransform.execute({}, nodeContext())).toThrow(
      expect.objectContaining({ name: 'PermanentNodeError', code: 'CONFIG_INVALID', message: 'output must be given.' }),
    );
  });

  it.each([{ output: null }, { output: '{{ input }}' }, { output: [{ a: '{{ input.b }}!' }, 1, true] }])(
    'accepts %j',
    (config) => {
      expect(nodeType.config.safeParse(config).success).toBe(true);
    },
  );

  it.each([{}, { output: 1, more: 2 }, null, 'output'])('refuses %j', (config) => {
    expect(nodeType.config.safeParse(config).success).toBe(false);
  });

  it('has no ports', () => {
    expect(nodeType.ports({ output: 1 })).toBeNull();
  });
});
