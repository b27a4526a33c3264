import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../shared/domain/json/json.ts';
import type { Signal } from '../../../../../shared/domain/run/run.ts';
import { fromPayload, toPayload } from '../../../../../shared/nodes/flow/approval/approval.ts';
import { flowApproval } from '../../../../../shared/nodes/flow/approval/execute.ts';
import { nodeType } from '../../../../../shared/nodes/flow/approval/schema.ts';
import { NOW, nodeContext } from '../../node-context.ts';

const ASK = { message: 'Ship it?' };
const begin = (config: JsonObject, timeoutSeconds?: number) =>
  flowApproval.execute(config, nodeContext({ timeoutSeconds }));
const signal = (change: Partial<Signal> = {}): Signal => ({
  to: 'node',
  generation: 1,
  kind: 'approval',
  at: NOW - 5000,
  by: 'key_01',
  payload: { approved: true, data: { note: 'ok' } },
  ...change,
});
const AT = '2025-12-31T23:59:55.000Z';

describe('flow.approval', () => {
  it('waits for a signal, until its time-out if it has one', () => {
    expect(begin(ASK)).toEqual({ kind: 'waitForSignal' });
    expect(begin(ASK, 86_400)).toEqual({ kind: 'waitForSignal', until: NOW + 86_400_000 });
    const form = { type: 'object', properties: { amount: { type: 'number' } } };
    expect(begin({ ...ASK, assignees: ['key_01'], form })).toEqual({ kind: 'waitForSignal' });
  });

  it.each([
    [{}, 'message'],
    [{ message: '' }, 'message'],
    [{ message: 7 }, 'message'],
    [{ ...ASK, assignees: [] }, 'assignees'],
    [{ ...ASK, assignees: 'key_01' }, 'assignees'],
    [{ ...ASK, assignees: ['key_01', null] }, 'assignees'],
    [{ ...ASK, assignees: Array.from({ length: 101 }, () => 'key_01') }, 'assignees'],
    [{ ...ASK, form: 'object' }, 'form'],
    [{ ...ASK, form: { properties: { a: { pattern: '(a+)+' } } } }, 'form'],
  ])('asks nobody when its config came out as %j', (config, field) => {
    expect(() => begin(config as JsonObject)).toThrow(
      expect.objectContaining({ name: 'PermanentNodeError', code: 'CONFIG_INVALID', data: { field } }),
    );
  });

  it('ends by the port of the answer, with who gave it and when', () => {
    expect(flowApproval.resume?.(nodeContext(), signal())).toEqual({
      kind: 'ended',
      output: { approved: true, by: 'key_01', at: AT, data: { note: 'ok' } },
      port: 'approved',
    });
    const rejection = signal({ payload: { approved: false, data: null } });
    expect(flowApproval.resume?.(nodeContext(), rejection)).toEqual({
      kind: 'ended',
      output: { approved: false, by: 'key_01', at: AT, data: null },
      port: 'rejected',
    });
  });

  it('ends by another port when nobody answered', () => {
    const { by: _by, payload: _payload, ...expiry } = signal({ kind: 'expiry' });
    expect(flowApproval.resume?.(nodeContext(), expiry)).toEqual({
      kind: 'ended',
      output: { approved: false, by: null, at: AT, data: null },
      port: 'expired',
    });
  });

  it.each([undefined, null, 'yes', {}, { approved: 'true' }, { approved: 1 }])(
    'takes %j for no approval',
    (payload) => {
      expect(fromPayload(payload)).toMatchObject({ approved: false });
    },
  );

  it('reads back what an answer says', () => {
    const decision = { approved: true, data: [1, null, { a: 'b' }] };
    expect(fromPayload(toPayload(decision))).toEqual(decision);
  });
});

describe('the config of flow.approval', () => {
  const check = (config: unknown) => nodeType.config.safeParse(config);

  it.each([
    ASK,
    { message: '{{ input.question }}', assignees: ['key_01', '{{ input.boss }}'] },
    { ...ASK, assignees: '{{ input.bosses }}', form: '{{ input.form }}' },
    { ...ASK, form: { type: 'object', required: ['amount'] } },
    { ...ASK, form: { properties: { a: { maximum: '{{ input.max }}' } } } },
  ])('accepts %j', (config) => {
    expect(check(config).success).toBe(true);
  });

  it.each([
    [{}, '/message'],
    [{ message: '' }, '/message'],
    [{ ...ASK, assignees: [] }, '/assignees'],
    [{ ...ASK, assignees: 'key_01' }, '/assignees'],
    [{ ...ASK, form: [] }, '/form'],
    [{ ...ASK, form: { properties: { a: { type: 'text' } } } }, '/form/properties/a/type'],
    [{ ...ASK, to: 'me' }, ''],
  ])('refuses %j at %s', (config, path) => {
    expect(check(config).error?.issues.map((issue) => ['', ...issue.path].join('/'))).toEqual([path]);
  });

  it('may wait for days, and has three ports, of which one goes without saying', () => {
    expect(nodeType).toMatchObject({ waits: true, defaultPort: 'approved' });
    expect(nodeType.ports({})).toEqual(['approved', 'rejected', 'expired']);
  });
});
