import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../shared/domain/json/json.ts';
import { flowChoice } from '../../../../../shared/nodes/flow/choice/execute.ts';
import { nodeType } from '../../../../../shared/nodes/flow/choice/schema.ts';
import { nodeContext } from '../../node-context.ts';

const choose = (config: JsonObject) => flowChoice.execute(config, nodeContext());
const cases = (...whens: unknown[]) => whens.map((when, index) => ({ port: `p${index}`, when })) as never;
const ended = (port: string) => ({ kind: 'ended', output: { port }, port });

describe('flow.choice', () => {
  it('takes the port of the first case that is true, else the default', () => {
    expect(choose({ cases: cases(false, true, true), default: 'd' })).toEqual(ended('p1'));
    expect(choose({ cases: cases(false, false), default: 'd' })).toEqual(ended('d'));
    expect(choose({ cases: cases(false), default: 'p0' })).toEqual(ended('p0'));
  });

  it('takes a port that it names, and by the order of the cases', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1 }), (whens) => {
        const first = whens.indexOf(true);
        expect(choose({ cases: cases(...whens), default: 'd' })).toEqual(ended(first === -1 ? 'd' : `p${first}`));
      }),
    );
  });

  it('does not look beyond the first case that is true', () => {
    expect(choose({ cases: cases(true, 'not looked at') })).toEqual(ended('p0'));
  });

  it.each([
    ['true', 'a string'],
    [1, 'a number'],
    [null, 'null'],
    [[true], 'a list'],
    [{}, 'an object'],
    [undefined, 'absent'],
  ])('fails when a condition is %j', (when, kind) => {
    expect(() => choose({ cases: cases(false, when), default: 'd' })).toThrow(
      expect.objectContaining({
        name: 'PermanentNodeError',
        code: 'CHOICE_NOT_BOOLEAN',
        message: `The condition of case 2 (port p1) is ${kind}, not true or false.`,
        data: { case: 1, port: 'p1' },
      }),
    );
  });

  it('fails when no case is true and there is no default', () => {
    expect(() => choose({ cases: cases(false) })).toThrow(
      expect.objectContaining({ name: 'PermanentNodeError', code: 'NO_CASE' }),
    );
  });

  it.each([
    [{}, 'cases'],
    [{ cases: 'x' }, 'cases'],
    [{ cases: [1] }, 'cases[0]'],
    [{ cases: [{ when: true }] }, 'cases[0].port'],
    [{ cases: [], default: 1 }, 'default'],
  ])('names the field that is wrong in %j', (config, field) => {
    expect(() => choose(config)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', data: { field } }));
  });
});

describe('the config of flow.choice', () => {
  const check = (config: unknown) => nodeType.config.safeParse(config);

  it.each([
    { cases: [{ port: 'yes', when: '{{ nodes.a.ok }}' }] },
    {
      cases: [
        { port: 'yes', when: true },
        { port: '_no2', when: false },
      ],
      default: 'yes',
    },
    { cases: [{ port: 'yes', when: '{{ x }}' }], default: 'other' },
  ])('accepts %j', (config) => {
    expect(check(config).success).toBe(true);
  });

  it.each([
    [{}, '/cases'],
    [{ cases: [] }, '/cases'],
    [{ cases: '{{ x }}' }, '/cases'],
    [{ cases: [{ port: 'a b', when: true }] }, '/cases/0/port'],
    [{ cases: [{ port: 'error', when: true }] }, '/cases/0/port'],
    [{ cases: [{ port: '{{ x }}', when: true }] }, '/cases/0/port'],
    [{ cases: [{ port: 'a', when: 'yes' }] }, '/cases/0/when'],
    [{ cases: [{ port: 'a', when: 1 }] }, '/cases/0/when'],
    [{ cases: [{ port: 'a' }] }, '/cases/0/when'],
    [{ cases: [{ port: 'a', when: true, x: 1 }] }, '/cases/0'],
    [
      {
        cases: [
          { port: 'a', when: true },
          { port: 'a', when: true },
        ],
      },
      '/cases/1/port',
    ],
    [{ cases: [{ port: 'a', when: true }], default: '1' }, '/default'],
    [{ cases: [{ port: 'a', when: true }], else: 'b' }, ''],
  ])('refuses %j at %s', (config, path) => {
    expect(check(config).error?.issues.map((issue) => ['', ...issue.path].join('/'))).toEqual([path]);
  });

  it('has each port once, the default last', () => {
    const config = { cases: cases('{{ a }}', '{{ b }}') };
    expect(nodeType.ports(config)).toEqual(['p0', 'p1']);
    expect(nodeType.ports({ ...config, default: 'd' })).toEqual(['p0', 'p1', 'd']);
    expect(nodeType.ports({ ...config, default: 'p1' })).toEqual(['p0', 'p1']);
  });
});
