import { describe, expect, it } from 'vitest';
import { TIERS } from '../../../../../shared/domain/tenant/tiers.ts';
import { checkTimeouts } from '../../../../../shared/domain/workflow/checks/timeouts.ts';
import { NodeSchema } from '../../../../../shared/domain/workflow/definition.ts';
import { NODE_TYPES } from '../../../../../shared/nodes/node-types.ts';

const told = (type: string, timeoutSeconds: number, limits = TIERS.enterprise) =>
  checkTimeouts({}, [{ part: NodeSchema.parse({ id: 'a', type, timeoutSeconds }), index: 2 }], {
    nodeTypes: NODE_TYPES,
    limits,
  }).map(({ code, path }) => `${code} ${path}`);

describe('checkTimeouts', () => {
  it('holds an attempt to what an invocation can take', () => {
    expect(told('http.request', 780)).toEqual([]);
    expect(told('http.request', 780.5)).toEqual(['TIMEOUT_TOO_LONG /nodes/2/timeoutSeconds']);
    expect(told('flow.delay', 86_400)).toEqual(['TIMEOUT_TOO_LONG /nodes/2/timeoutSeconds']);
  });

  it('lets a node that waits for somebody wait as long as the run may last', () => {
    expect(told('flow.approval', 300 * 86_400)).toEqual([]);
    expect(told('flow.approval', 86_400, TIERS.free)).toEqual([]);
    expect(told('flow.approval', 86_401, TIERS.free)).toEqual(['LIMIT_TIMEOUT /nodes/2/timeoutSeconds']);
  });

  it('says one thing about one place, and nothing about types that are not known', () => {
    expect(told('http.request', 86_401, TIERS.free)).toEqual(['TIMEOUT_TOO_LONG /nodes/2/timeoutSeconds']);
    expect(told('http.reqeust', 1000)).toEqual([]);
  });

  it('holds the run to the limit of its tier', () => {
    const limits = { runDeadlineSeconds: 99 };
    const options = { nodeTypes: NODE_TYPES, limits };
    expect(checkTimeouts({ timeoutSeconds: 99 }, [], options)).toEqual([]);
    expect(checkTimeouts({ timeoutSeconds: 100 }, [], options)).toMatchObject([
      { code: 'LIMIT_TIMEOUT', path: '/timeoutSeconds' },
    ]);
  });
});
