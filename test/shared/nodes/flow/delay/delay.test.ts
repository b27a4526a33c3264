import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../shared/domain/json/json.ts';
import { flowDelay } from '../../../../../shared/nodes/flow/delay/execute.ts';
import { nodeType } from '../../../../../shared/nodes/flow/delay/schema.ts';
import { parseInstant } from '../../../../../shared/nodes/flow/delay/until.ts';
import { NOW, nodeContext } from '../../node-context.ts';

const MAX_SECONDS = 300 * 24 * 3600;
const wait = (config: JsonObject) => flowDelay.execute(config, nodeContext());

describe('flow.delay', () => {
  it.each([0, 0.5, 60, MAX_SECONDS])('waits for %d seconds', (seconds) => {
    expect(wait({ seconds })).toEqual({ kind: 'wait', until: NOW + seconds * 1000 });
  });

  it.each([
    ['2026-01-01T00:00:00Z', 0],
    ['2026-01-01T01:00:00+01:00', 0],
    ['2026-01-01T00:00Z', 0],
    ['2026-01-01T00:00:01.250Z', 1250],
    ['2025-12-31T19:00:01-05:00', 1000],
    ['2025-01-01T00:00:00Z', -365 * 86_400_000],
    ['2026-10-28T00:00:00Z', MAX_SECONDS * 1000],
  ])('waits until %s', (until, fromNow) => {
    expect(wait({ until })).toEqual({ kind: 'wait', until: NOW + fromNow });
  });

  it('says when it went on', () => {
    expect(flowDelay.resume?.(nodeContext({ now: () => NOW + 1500 }))).toEqual({
      kind: 'ended',
      output: { resumedAt: '2026-01-01T00:00:01.500Z' },
    });
  });

  it.each([
    { seconds: -1 },
    { seconds: MAX_SECONDS + 1 },
    { seconds: '60' },
    { seconds: null },
    { seconds: [1] },
    { seconds: Number.NaN },
    { until: 'tomorrow' },
    { until: '2026-01-01' },
    { until: '2026-01-01T00:00:00' },
    { until: 1_767_225_600_000 },
    { until: null },
    { until: '2026-02-29T00:00:00Z' },
    { until: '2026-10-28T00:00:01Z' },
    { until: '9999-01-01T00:00:00Z' },
    {},
    { seconds: 1, until: '2026-01-01T00:00:00Z' },
  ] as JsonObject[])('fails by %j', (config) => {
    expect(() => wait(config)).toThrow(expect.objectContaining({ name: 'PermanentNodeError', code: 'DELAY_INVALID' }));
  });
});

describe('parseInstant', () => {
  it('reads back what Date writes', () => {
    const dates = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => parseInstant(date.toISOString()) === date.getTime()));
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2025-02-29T12:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+0100',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00z',
    '+002026-01-01T00:00:00Z',
    ' 2026-01-01T00:00:00Z',
    '2026-W01-1T00:00:00Z',
    '',
  ])('refuses "%s"', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('takes the leap day of a leap year', () => {
    expect(parseInstant('2028-02-29T23:59:59+14:00')).toBe(Date.UTC(2028, 1, 29, 9, 59, 59));
  });

  it('never throws and never answers NaN', () => {
    fc.assert(fc.property(fc.string(), (text) => !Number.isNaN(parseInstant(text) ?? 0)));
  });
});

describe('the config of flow.delay', () => {
  it.each([
    { seconds: 5 },
    { seconds: '{{ input.n }}' },
    { until: '2026-01-01T00:00:00+01:00' },
    { until: '{{ input.day }}T09:00:00Z' },
  ])('accepts %j', (config) => {
    expect(nodeType.config.safeParse(config).success).toBe(true);
  });

  it.each([
    {},
    { seconds: 5, until: '{{ x }}' },
    { seconds: -1 },
    { seconds: MAX_SECONDS + 1 },
    { seconds: '5' },
    { until: 'soon' },
    { until: '2026-02-30T00:00:00Z' },
    { until: 5 },
    { minutes: 5 },
  ])('refuses %j', (config) => {
    expect(nodeType.config.safeParse(config).success).toBe(false);
  });

  it('has no ports', () => {
    expect(nodeType.ports({ seconds: 1 })).toBeNull();
  });
});
