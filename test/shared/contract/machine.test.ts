import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionName, readAdvanceInput } from '../../../shared/contract/machine.ts';

const INPUT = { asl: 1, tenantId: 'ten_1', runId: 'run_1' };

describe('readAdvanceInput', () => {
  it('takes an input of its version and leaves out what others add', () => {
    expect(readAdvanceInput(INPUT)).toEqual(INPUT);
    expect(readAdvanceInput({ ...INPUT, _request_id: 'x', _ministack_invoke_depth: 1 })).toEqual(INPUT);
  });

  it.each([
    undefined,
    null,
    'run_1',
    [],
    {},
    { ...INPUT, asl: 2 },
    { ...INPUT, asl: '1' },
    { ...INPUT, tenantId: 7 },
    { ...INPUT, runId: undefined },
  ])('refuses %j', (event) => {
    expect(() => readAdvanceInput(event)).toThrow(TypeError);
  });

  it('throws nothing else, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (event) => {
        expect(() => readAdvanceInput(event)).toThrow(TypeError);
      }),
    );
  });
});

describe('executionName', () => {
  it('differs by run, generation and sequence', () => {
    expect(executionName('run_1', 2, 3)).toBe('run_1-2-3');
  });
});
