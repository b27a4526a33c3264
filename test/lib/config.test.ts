import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOptions, settingsOf } from '../../lib/config.ts';
import { StageSchema } from '../../shared/contract/stage.ts';
import { newApp } from '../support/synthesize.ts';

const read = (context: Readonly<Record<string, unknown>>) => readOptions(newApp(context));
const stages = StageSchema.options;

describe('readOptions', () => {
  it('takes dev when nothing is said', () => {
    expect(read({})).toEqual({ stage: 'dev' });
  });

  it.each(stages)('takes the stage %s', (stage) => {
    expect(read({ stage }).stage).toBe(stage);
  });

  it('refuses every other stage, and names what is wrong', () => {
    const others = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('Prod', 'prod ', 'staging', '', '__proto__'),
    );
    fc.assert(
      fc.property(
        others.filter((stage) => !stages.includes(stage as (typeof stages)[number])),
        (stage) => {
          expect(() => read({ stage })).toThrow(/-c stage: /);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes what the local stage is given', () => {
    const given = {
      stage: 'local',
      outboundAllow: '127.0.0.1:8080,localhost:9',
      redisRestUrl: 'http://127.0.0.1:8079',
      redisRestToken: 'token',
      alarmEmail: 'ops@example.com',
    } as const;
    expect(read(given)).toEqual(given);
  });

  it.each([
    ['outboundAllow', '127.0.0.1:8080'],
    ['redisRestUrl', 'https://redis.example'],
    ['redisRestToken', 'token'],
  ])('refuses %s on AWS, where it would stand in the environment of functions', (name, value) => {
    for (const stage of ['dev', 'prod']) {
      expect(() => read({ stage, [name]: value })).toThrow(/for the stage local only/);
    }
    expect(read({ stage: 'local', [name]: value })).toMatchObject({ [name]: value });
  });

  it.each([
    ['outboundAllow', '127.0.0.1'],
    ['outboundAllow', '127.0.0.1:8080,'],
    ['outboundAllow', 'a b:1'],
    ['redisRestUrl', 'redis'],
    ['redisRestToken', ''],
    ['alarmEmail', 'ops'],
  ])('refuses %s=%j', (name, value) => {
    expect(() => read({ stage: 'local', [name]: value })).toThrow(new RegExp(`-c ${name}: `));
  });
});

describe('settingsOf', () => {
  it('keeps what stands in AWS and throws away what is local', () => {
    expect(stages.map((stage) => [stage, settingsOf(stage).removalPolicy])).toEqual([
      ['local', 'destroy'],
      ['dev', 'retain'],
      ['prod', 'retain'],
    ]);
  });

  it('lets a revoked key live for less than a minute', () => {
    for (const stage of stages) expect(settingsOf(stage).authorizerTtl.toSeconds()).toBeLessThanOrEqual(50);
  });
});
