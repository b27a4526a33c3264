import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runConfigCommand } from '../../../bin/config/command.ts';
import type { ParameterStore } from '../../../bin/config/parameter-store.ts';
import { DEFAULT_SETTINGS } from '../../../shared/contract/default-settings.ts';

const SETTINGS = '/stepwell/prod/settings';
const REDIS = '{"url":"https://redis.example/x","token":"a-token-of-many-characters"}';

const folder = mkdtempSync(join(tmpdir(), 'stepwell-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command over a store in memory; `typed` is what the operator types. */
function world(stored: Record<string, string> = {}, typed = '') {
  const out: string[] = [];
  const errors: string[] = [];
  const types: Record<string, string> = {};
  const store: ParameterStore = {
    get: async (name) => {
      const value = stored[name];
      return value === undefined ? undefined : { value, modifiedAt: new Date(0) };
    },
    put: async (name, value, type) => {
      stored[name] = value;
      types[name] = type;
    },
    delete: async (name) => {
      const wasThere = name in stored;
      delete stored[name];
      return wasThere;
    },
  };
  const terminal = {
    env: {},
    now: () => 0,
    out: (text: string) => void out.push(text),
    fail: (text: string) => void errors.push(text),
    readHidden: async () => typed,
  };
  const run = (...args: string[]) => runConfigCommand(args, terminal, { stage: 'prod', store });
  const settings = () => (stored[SETTINGS] === undefined ? undefined : JSON.parse(stored[SETTINGS]));
  return { out, errors, stored, types, run, settings };
}

describe('npm run config -- set', () => {
  it('stores what is typed, encrypted, without its end of line, and shows nothing of it', async () => {
    const { run, out, errors, stored, types } = world({}, 'sk-hunter2\n');
    expect(await run('set', 'openai')).toBe(0);
    expect(stored).toEqual({ '/stepwell/prod/secrets/openai': 'sk-hunter2' });
    expect(types).toEqual({ '/stepwell/prod/secrets/openai': 'SecureString' });
    expect(out).toEqual(['The secret openai is set (stage prod).']);
    expect(errors).toEqual([]);
  });

  it('takes the value from a file', async () => {
    const file = join(folder, 'redis.json');
    writeFileSync(file, `${REDIS}\r\n`);
    const { run, stored } = world();
    expect(await run('set', 'redis', '--value-file', file, '--json')).toBe(0);
    expect(stored).toEqual({ '/stepwell/prod/secrets/redis': REDIS });
  });

  it('takes no secret from the arguments, and does not repeat it', async () => {
    const { run, errors, stored } = world({}, 'typed');
    expect(await run('set', 'openai', 'sk-hunter2')).toBe(2);
    expect(errors.join()).toContain('not given as an argument');
    expect(errors.join()).not.toContain('hunter2');
    expect(stored).toEqual({});
  });

  it.each([
    ['openai', '\n', 'is empty'],
    ['openai', 'two hunter2', 'one word of ASCII'],
    ['stripe', 'x'.repeat(4097), 'more than 4096 bytes'],
    ['redis', 'hunter2', 'is JSON'],
    ['redis', '{"url":"https://redis.example"}', 'is JSON'],
  ])('refuses %s=%j and says why without it', async (secret, typed, reason) => {
    const { run, errors, stored } = world({}, typed);
    expect(await run('set', secret)).toBe(2);
    expect(errors.join()).toContain(reason);
    expect(errors.join()).not.toContain('hunter2');
    expect(stored).toEqual({});
  });

  it('fails when the file is not there', async () => {
    const { run, errors } = world();
    expect(await run('set', 'redis', '--value-file', join(folder, 'absent'))).toBe(1);
    expect(errors.join()).toContain('ENOENT');
  });
});

describe('npm run config -- unset', () => {
  it('takes a secret away and says whether it was there', async () => {
    const { run, out, stored } = world({ '/stepwell/prod/secrets/redis': REDIS });
    await run('unset', 'redis');
    await run('unset', 'redis', '--json');
    expect(stored).toEqual({});
    expect(out).toEqual([
      'The secret redis is gone (stage prod).',
      JSON.stringify({ stage: 'prod', done: 'The secret redis was not set' }),
    ]);
  });
});

describe('npm run config -- set-setting', () => {
  it('changes one value and keeps the others', async () => {
    const { run, settings, types } = world();
    expect(await run('set-setting', 'flags.apiDocs', 'true')).toBe(0);
    expect(await run('set-setting', 'logLevel', 'WARN')).toBe(0);
    expect(await run('set-setting', 'limits.startRun', '{"limit":5,"windowSeconds":60}')).toBe(0);
    expect(await run('set-setting', 'limits.startRun.limit', '6')).toBe(0);
    expect(settings()).toEqual({
      flags: { apiDocs: true },
      logLevel: 'WARN',
      limits: { startRun: { limit: 6, windowSeconds: 60 } },
    });
    expect(types).toEqual({ [SETTINGS]: 'String' });
  });

  it.each([
    ['flags.apiDoc', 'true', 'flags: Unrecognized key: "apiDoc"'],
    ['flags.apiDocs', 'yes', 'flags.apiDocs: '],
    ['logLevel', 'LOUD', 'logLevel: '],
    ['corsOrigins', '"https://a.example"', 'corsOrigins: '],
    ['limits.startRuns', '{"limit":5,"windowSeconds":60}', 'limits: Unrecognized key: "startRuns"'],
    ['__proto__.apiDocs', 'true', '__proto__'],
  ])('refuses %s %s and stores nothing', async (path, value, reason) => {
    const { run, errors, stored } = world();
    expect(await run('set-setting', path, value)).toBe(1);
    expect(errors.join()).toContain(reason);
    expect(stored).toEqual({});
  });

  it('refuses to write more than a parameter holds', async () => {
    const { run, errors, stored } = world();
    const origins = Array.from(
      { length: 50 },
      (_, index) => `https://${'a'.repeat(60)}.${'b'.repeat(30)}${index}.example`,
    );
    expect(await run('set-setting', 'corsOrigins', JSON.stringify(origins))).toBe(2);
    expect(errors.join()).toContain('4096 bytes');
    expect(stored).toEqual({});
  });

  it('says how to get rid of a document that is not usable', async () => {
    const { run, errors, stored } = world({ [SETTINGS]: '{' });
    expect(await run('set-setting', 'logLevel', 'WARN')).toBe(2);
    expect(errors.join()).toContain('unset-setting --all');
    expect(await run('unset-setting', '--all')).toBe(0);
    expect(stored).toEqual({});
  });
});

describe('npm run config -- unset-setting', () => {
  it('takes one value away, and the document with the last', async () => {
    const { run, out, stored, settings } = world({ [SETTINGS]: '{"flags":{"apiDocs":true},"slowQueryMs":5}' });
    await run('unset-setting', 'flags.apiDocs');
    expect(settings()).toEqual({ slowQueryMs: 5 });
    await run('unset-setting', 'slowQueryMs');
    expect(stored).toEqual({});
    expect(out).toEqual(['flags.apiDocs has its default (stage prod).', 'slowQueryMs has its default (stage prod).']);
  });

  it('has nothing against a value that is not there', async () => {
    const { run, stored } = world({ [SETTINGS]: '{"slowQueryMs":5}' });
    expect(await run('unset-setting', 'limits.startRun')).toBe(0);
    expect(stored).toEqual({ [SETTINGS]: '{"slowQueryMs":5}' });
  });
});

describe('npm run config -- show', () => {
  it('masks secrets, and tells what is a default', async () => {
    const { run, out } = world({
      '/stepwell/prod/secrets/redis': REDIS,
      '/stepwell/prod/secrets/stripe': 'sixteen-hunter2x',
      '/stepwell/prod/secrets/openai': 'seventeen-letters',
      [SETTINGS]: '{"flags":{"apiDocs":true}}',
    });
    expect(await run('show')).toBe(0);
    const lines = out
      .join('\n')
      .split('\n')
      .map((line) => line.trim().replaceAll(/ +/g, ' '));
    expect(lines).toEqual(
      expect.arrayContaining([
        'Stage prod',
        'redis https://redis.example ••••ters since 1970-01-01T00:00:00.000Z',
        'stripe •••• since 1970-01-01T00:00:00.000Z',
        'openai ••••ters since 1970-01-01T00:00:00.000Z',
        'anthropic not set: models of Anthropic need a key of the tenant',
        'flags.apiDocs true',
        'flags.auditLog true (default)',
        'logLevel "INFO" (default)',
        'limits {} (default)',
      ]),
    );
    expect(out.join()).not.toMatch(/hunter2|many|seventeen/);
  });

  it('gives programs one line of JSON', async () => {
    const { run, out } = world({ '/stepwell/prod/secrets/redis': REDIS, [SETTINGS]: '{"slowQueryMs":5}' });
    await run('show', '--json');
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      stage: 'prod',
      secrets: { redis: { value: 'https://redis.example ••••ters' }, stripe: { without: 'nothing is billed' } },
      settings: { ...DEFAULT_SETTINGS.prod, slowQueryMs: 5 },
      stored: { slowQueryMs: 5 },
      problems: [],
    });
  });

  it('tells what is wrong with a document that is not usable', async () => {
    const { run, out } = world({ [SETTINGS]: '{"logLevel":"LOUD"}' });
    expect(await run('show')).toBe(0);
    expect(out.join()).toMatch(/not usable[\s\S]*! logLevel: /);
  });
});

describe('npm run config', () => {
  it('explains itself when asked', async () => {
    const { run, out } = world();
    expect([await run(), await run('show', '--help')]).toEqual([0, 0]);
    expect(out).toEqual([expect.stringContaining('set-setting'), expect.stringContaining('unset-setting')]);
  });

  it.each([
    [['reset'], 'no command reset'],
    [['show', 'all'], 'takes 0 words'],
    [['set'], 'must be one of redis, stripe, openai, anthropic'],
    [['set', 'constructor'], 'must be one of'],
    [['unset'], 'takes 1 words'],
    [['set-setting', 'logLevel'], 'takes 2 words'],
    [['set-setting', 'flags..apiDocs', 'true'], 'names with dots between them'],
    [['unset-setting'], 'takes 1 words'],
    [['unset-setting', '--all', 'logLevel'], 'takes 0 words'],
    [['show', '--stage', 'moon'], 'no stage moon: local, dev, prod are'],
    [['show', '--value'], '--value'],
  ])('refuses %j and says why', async (args, reason) => {
    const { run, errors, stored } = world({ [SETTINGS]: '{}' });
    expect(await run(...args)).toBe(2);
    expect(errors[0]).toContain(reason);
    expect(stored).toEqual({ [SETTINGS]: '{}' });
  });
});
