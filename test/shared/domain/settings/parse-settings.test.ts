import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, FLAG_NAMES } from '../../../../shared/contract/default-settings.ts';
import { SettingsSchema } from '../../../../shared/contract/settings.ts';
import { StageSchema } from '../../../../shared/contract/stage.ts';
import { parseSettings, SettingsError } from '../../../../shared/domain/settings/parse-settings.ts';

const parse = (document: unknown) => parseSettings(JSON.stringify(document), 'prod');

const problemsOf = (text: string): readonly string[] => {
  try {
    parseSettings(text, 'prod');
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
};

describe('the default settings', () => {
  it.each(StageSchema.options)('of %s are settings', (stage) => {
    expect(SettingsSchema.parse(DEFAULT_SETTINGS[stage])).toEqual(DEFAULT_SETTINGS[stage]);
  });

  it('keep the documentation of the API and the log of queries off in production, and the audit log on everywhere', () => {
    const on = (flag: (typeof FLAG_NAMES)[number]) =>
      StageSchema.options.filter((stage) => DEFAULT_SETTINGS[stage].flags[flag]);
    expect(on('apiDocs')).toEqual(['local', 'dev']);
    expect(on('queryLogging')).toEqual(['local', 'dev']);
    for (const flag of FLAG_NAMES.filter((name) => name !== 'apiDocs' && name !== 'queryLogging')) {
      expect(on(flag)).toEqual(['local', 'dev', 'prod']);
    }
  });
});

describe('parseSettings', () => {
  it('lays what is stored over the defaults of the stage', () => {
    const limits = { startRun: { limit: 5, windowSeconds: 60 } };
    expect(parse({ flags: { apiDocs: true }, slowQueryMs: 50, limits })).toEqual({
      ...DEFAULT_SETTINGS.prod,
      flags: { ...DEFAULT_SETTINGS.prod.flags, apiDocs: true },
      slowQueryMs: 50,
      limits,
    });
    expect(parse({})).toEqual(DEFAULT_SETTINGS.prod);
  });

  it.each([
    ['{', ['the document is not JSON']],
    ['"hunter2"', ['the document: Invalid input: expected object, received string']],
    ['{"flags":{"apiDoc":true}}', ['flags: Unrecognized key: "apiDoc"']],
    ['{"flags":{"apiDocs":"hunter2"}}', ['flags.apiDocs: Invalid input: expected boolean, received string']],
    ['{"loglevel":"INFO"}', ['the document: Unrecognized key: "loglevel"']],
    [
      '{"logLevel":"hunter2","debugSampleRate":2}',
      [
        'logLevel: Invalid option: expected one of "DEBUG"|"INFO"|"WARN"|"ERROR"',
        'debugSampleRate: Too big: expected number to be <=1',
      ],
    ],
    ['{"corsOrigins":["https://hunter2/"]}', ['corsOrigins.0: must be an origin, as in https://app.example.com']],
    ['{"limits":{"startRuns":{"limit":1,"windowSeconds":1}}}', ['limits: Unrecognized key: "startRuns"']],
    ['{"breakers":{"redis":{"timeoutMs":0}}}', ['breakers.redis.timeoutMs: Too small: expected number to be >=1']],
    ['{"breakers":{"API.example":{}}}', ['breakers.API.example: Invalid key in record']],
    ['{"breakers":{"https://api.example":{}}}', ['breakers.https://api.example: Invalid key in record']],
  ])('refuses %s and names the fields, not the values', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each(['*', 'api.example', 'api.example:8443', '127.0.0.1:80', '[::1]:8080', 'xn--bcher-kva.example'])(
    'takes a breaker of %s',
    (host) => {
      const breakers = { [host]: { enabled: false, resetMs: 1 } };
      expect(parseSettings(JSON.stringify({ breakers }), 'dev').breakers).toEqual(breakers);
    },
  );

  it.each([
    '*',
    'https://a.example/',
    'https://a.example/b',
    'ftp://a.example',
    'null',
    'https://A.example',
    'a.example',
  ])('takes %s for no origin', (origin) => {
    expect(() => parse({ corsOrigins: [origin] })).toThrow(SettingsError);
  });

  it('takes origins with a port', () => {
    const corsOrigins = ['https://a.example', 'http://localhost:5173'];
    expect(parse({ corsOrigins })).toMatchObject({ corsOrigins });
  });

  it('gives settings or says what is wrong, whatever is stored', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((text) => `{"flags":${text}}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const problems = problemsOf(text);
        if (problems.length === 0) expect(SettingsSchema.safeParse(parseSettings(text, 'prod')).success).toBe(true);
      }),
    );
  });
});
