import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvSchemas, type FunctionName } from '../../../shared/contract/env.ts';
import { envRules } from '../../../shared/contract/env-rules.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';

const NAMES = Object.keys(EnvSchemas) as FunctionName[];
const TICK = {
  STAGE: 'dev',
  POWERTOOLS_SERVICE_NAME: 'engine-tick',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  TABLE_NAME: 'table',
  STATE_MACHINE_ARN: 'arn',
};

describe('readEnv', () => {
  it('answers the variables of the function and no others', () => {
    expect(readEnv('engine-tick', { ...TICK, PATH: '/bin', BUCKET_NAME: 'b' })).toEqual(TICK);
  });

  it('tells all that is wrong at once, by name', () => {
    const env = { ...TICK, STAGE: 'moon', TABLE_NAME: '', STATE_MACHINE_ARN: undefined };
    expect(() => readEnv('engine-tick', env)).toThrow(
      new Error(
        'The environment of engine-tick is not usable: STAGE is none of local, dev, prod; TABLE_NAME is empty; STATE_MACHINE_ARN is missing.',
      ),
    );
  });

  it('never tells a value', () => {
    const env = { ...TICK, STAGE: 'hunter2', MAIL_FROM: 'hunter2', APP_URL: 'hunter2' };
    expect(() => readEnv('api-account', env)).toThrow(/STAGE.*MAIL_FROM.*APP_URL is no URL/);
    expect(() => readEnv('api-account', env)).not.toThrow(/hunter2/);
  });
});

describe('the check of the environment', () => {
  /** What is likely to be right or nearly right for some rule, beside anything. */
  const likely = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      'dev',
      'Dev',
      'DEBUG',
      'x',
      '24',
      '00000',
      '24 ',
      '24\n',
      ' https://a.example ',
      'https://',
    ),
    fc.constantFrom(
      'http://[::1]:9/x',
      'mailto:a',
      '//a',
      'a:b',
      '\u00a0https://a.example',
      'https://a b',
      'https://%zz',
    ),
    fc.emailAddress(),
    fc.webUrl(),
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  /** Mostly right, so that every variable decides in some of the cases. */
  const valueFor = (name: FunctionName, variable: string) => {
    const { oneOf, address, pattern } = envRules(name)[variable] ?? {};
    const usual = ['12', 'a text', 'a@b.example', 'https://a.example'].filter((text) =>
      new RegExp(pattern ?? '').test(text),
    );
    const right = fc.constantFrom(...(oneOf ?? (address ? ['https://a.example', 'http://b:1/c'] : usual)));
    return fc.option(fc.oneof({ weight: 30, arbitrary: right }, { weight: 2, arbitrary: likely }), {
      nil: undefined,
      freq: 40,
    });
  };
  const environmentOf = (name: FunctionName) =>
    fc.record(Object.fromEntries(Object.keys(envRules(name)).map((variable) => [variable, valueFor(name, variable)])));

  it.each(['\u00a0https://a.example', ' https://a.example\n', 'https://', 'a.example', '', 'https://a b'])(
    'judges the address %j as the schema does',
    (url) => {
      const env = { ...TICK, APP_URL: url };
      expect(attempt(() => readEnv('api-account', env)) !== undefined).toBe(
        EnvSchemas['api-account'].safeParse(env).success,
      );
    },
  );

  it.each(NAMES)('takes and refuses for %s what the schema takes and refuses', (name) => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(environmentOf(name), (env) => {
        const taken = attempt(() => readEnv(name, env));
        const { success, data } = EnvSchemas[name].safeParse(env);
        expect(taken !== undefined).toBe(success);
        if (taken !== undefined) expect(trimmed(taken)).toEqual(trimmed(data ?? {}));
        seen[success ? 'taken' : 'refused'] += 1;
      }),
      { numRuns: 500 },
    );
    expect(seen.taken).toBeGreaterThan(20);
    expect(seen.refused).toBeGreaterThan(20);
  });
});

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The schema takes the spaces around an address away; what is absent is absent, however it is written. */
const trimmed = (env: object): object =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[name, /:/.test(value) ? value.trim() : value]] : [],
    ),
  );
