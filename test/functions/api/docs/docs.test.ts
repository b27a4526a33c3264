import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASSETS } from '../../../../functions/api/docs/assets.ts';
import { routes } from '../../../../functions/api/docs/routes.ts';
import { functionAsset } from '../../../../lib/bundling/paths.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/contract/default-settings.ts';
import { apiFunction } from '../../../../shared/middleware/api-function.ts';
import { apiEvent, lambdaContext } from '../../../support/api-event.ts';
import { settingsOf } from '../../../support/api-world.ts';
import { limiterThat } from '../../../support/budgets.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';

const NOW = Date.UTC(2026, 0, 1);
const PUBLIC_URL = 'https://api.example/live';
const ENV = { STAGE: 'dev', POWERTOOLS_SERVICE_NAME: 'api-docs', POWERTOOLS_LOG_LEVEL: 'INFO', PUBLIC_URL };

/** The function with its real routes over the files that the build has made. */
function get(path: string, { flags = DEFAULT_SETTINGS.dev.flags, query = {} } = {}) {
  const handler = apiFunction(
    {
      function: 'api-docs',
      routes,
      services: () => ({
        readFile: (name: string) => readFile(join(functionAsset('api-docs'), name), 'utf8'),
        publicUrl: PUBLIC_URL,
      }),
    },
    {
      env: ENV,
      log: new FakeLog(),
      meter: new FakeMeter(),
      limiter: limiterThat({ resetAt: NOW + 1000 }),
      settings: settingsOf({ flags }),
      now: () => NOW,
    },
  );
  return handler(apiEvent({ path, query, principal: null }), lambdaContext());
}

describe('GET /openapi.json', () => {
  it('answers the document with the address of this deployment', async () => {
    const { statusCode, headers, body } = await get('/openapi.json');
    expect(statusCode).toBe(200);
    expect(headers?.['content-type']).toMatch(/^application\/json/);
    expect(JSON.parse(body)).toMatchObject({ openapi: '3.1.1', servers: [{ url: PUBLIC_URL }] });
  });
});

describe('GET /api-docs', () => {
  it('answers a page that loads nothing but its own files, by addresses below its own', async () => {
    const { headers, body } = await get('/api-docs');
    expect(headers?.['content-type']).toMatch(/^text\/html/);
    const loaded = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    const files = loaded.filter((address) => !address.startsWith('data:')).map((address) => address.split('?')[0]);
    expect(files.toSorted()).toEqual(
      Object.keys(ASSETS)
        .map((name) => `api-docs/${name}`)
        .toSorted(),
    );
  });

  it('lets no script run but its own files', async () => {
    const { headers, body } = await get('/api-docs');
    const policy = String(headers?.['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(body).not.toMatch(/<script[^>]*>[^<]|<style|\son\w+=|style=/);
  });

  it.each(Object.entries(ASSETS))('has the file %s', async (name, type) => {
    const { statusCode, headers, body } = await get(`/api-docs/${name}`, { query: { v: '1' } });
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'content-type': type, 'cache-control': 'public, max-age=86400' });
    expect(body.length).toBeGreaterThan(10);
    expect(body).not.toContain('sourceMappingURL');
    // The gateway takes 6 MB, in which quotes and line ends count twice.
    expect(JSON.stringify(body).length).toBeLessThan(4_000_000);
  });

  it.each(['openapi.json', 'index.js', '..%2Findex.js', 'handler.js', 'constructor'])(
    'has no file %s',
    async (name) => {
      expect((await get(`/api-docs/${name}`)).statusCode).toBe(404);
    },
  );
});

describe('the documentation', () => {
  it.each(['/openapi.json', '/api-docs', '/api-docs/page.css'])(
    'is not at %s when it is switched off',
    async (path) => {
      const { statusCode, body } = await get(path, { flags: DEFAULT_SETTINGS.prod.flags });
      expect(statusCode).toBe(404);
      expect(JSON.parse(body).error.code).toBe('FEATURE_OFF');
    },
  );
});
