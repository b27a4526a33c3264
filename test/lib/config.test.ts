import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOptions, settingsOf } from '../../lib/config.ts';
import { StageSchema } from '../../shared/contract/stage.ts';
import { newApp } from '../support/synthesize.ts';

const read = (context: Readonly<Record<string, unknown>>) => readOptions(newApp(context));
const stages = StageSchema.options;

describe('readOptions', () => {
  it('takes dev when nothing is said', () => {
    expect(read({})).toEqual({ stage: 'dev', tokenHours: 24 });
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
      alarmEmail: 'ops@example.com',
    } as const;
    expect(read(given)).toEqual({ ...given, tokenHours: 24 });
  });

  it.each(['local', 'dev', 'prod'])('takes what must not be called on %s', (stage) => {
    const outboundDeny = 'evil.example,evil.example:8080,203.0.113.7,203.0.113.0/24,2001:db8::/32,[2001:db8::1]';
    expect(read({ stage, outboundDeny })).toMatchObject({ outboundDeny });
  });

  it.each(['dev', 'prod'])('refuses to open private addresses on %s', (stage) => {
    expect(() => read({ stage, outboundAllow: '127.0.0.1:8080' })).toThrow(/for the stage local only/);
  });

  it.each([
    ['outboundAllow', '127.0.0.1'],
    ['outboundAllow', '127.0.0.1:8080,'],
    ['outboundAllow', 'a b:1'],
    ['outboundDeny', 'https://evil.example'],
    ['outboundDeny', '10.0.0.0/8, evil.example'],
    ['outboundDeny', 'evil.example,'],
    ['outboundDeny', '*.evil.example'],
    ['alarmEmail', 'ops'],
    ['mailFrom', 'ops'],
    ['appUrl', 'app.example'],
    ['appUrl', 'javascript:alert(1)'],
    ['oidcIssuer', 'login.example.com'],
    ['oidcIssuer', 'http://login.example.com'],
    ['tokenHours', '0'],
    ['tokenHours', '25'],
    ['tokenHours', '1.5'],
    ['tokenHours', 'all'],
  ])('refuses %s=%j', (name, value) => {
    expect(() => read({ stage: 'local', [name]: value })).toThrow(new RegExp(`-c ${name}: `));
  });

  it('takes a sender of mails with the place that their links lead to only', () => {
    const mail = { mailFrom: 'no-reply@example.com', appUrl: 'https://app.example' };
    expect(read({ stage: 'prod', ...mail })).toMatchObject(mail);
    expect(read({ stage: 'prod', appUrl: mail.appUrl })).toMatchObject({ mailFrom: undefined });
    expect(() => read({ stage: 'prod', mailFrom: mail.mailFrom })).toThrow(/mailFrom needs appUrl/);
  });
});

describe('the issuer of tokens', () => {
  it('is named with the audience of its tokens', () => {
    const oidc = { oidcIssuer: 'https://login.example.com/', oidcAudience: 'api' };
    expect(read({ stage: 'prod', ...oidc, tokenHours: '8' })).toMatchObject({ ...oidc, tokenHours: 8 });
  });

  it.each([{ oidcIssuer: 'https://login.example.com' }, { oidcAudience: 'api' }])(
    'is refused without it, and it without an issuer: %j',
    (half) => expect(() => read({ stage: 'prod', ...half })).toThrow(/belong together/),
  );
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
