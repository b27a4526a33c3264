import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { runConfigCommand } from '../../bin/config/command.ts';
import { openStore, type ParameterStore } from '../../bin/config/parameter-store.ts';
import { FLAG_NAMES } from '../../shared/contract/default-settings.ts';
import { secretParameter, settingsParameter } from '../../shared/contract/parameters.ts';
import { ROUTES, type Route } from '../../shared/contract/routes.ts';
import { apiClient } from '../support/api-client.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const place = {
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const logs = new CloudWatchLogsClient(place);
const SETTINGS = settingsParameter('local');

/** Functions take a change with the first call after 30 s; the call itself may still go by what was. */
const TAKEN = { timeout: 40_000, interval: 1000 };

let store: ParameterStore;
let before: string | undefined;

beforeAll(async () => {
  store = await openStore({ client: place });
  before = (await store.get(SETTINGS))?.value;
  await store.delete(SETTINGS);
});

afterAll(async () => {
  if (before === undefined) await store.delete(SETTINGS);
  else await store.put(SETTINGS, before, 'String');
  logs.destroy();
});

/** `npm run config -- ...`, with this on its standard input. */
async function config(args: readonly string[], typed = ''): Promise<string> {
  const out: string[] = [];
  const terminal = {
    env: {},
    now: Date.now,
    out: (text: string) => void out.push(text),
    fail: (text: string) => void out.push(text),
    readHidden: async () => typed,
  };
  expect(await runConfigCommand(args, terminal, { stage: 'local', store }), out.join('\n')).toBe(0);
  return out.join('\n');
}

/** Lines of the function that hold this text, written since then. */
async function linesWith(text: string, since: number): Promise<Record<string, unknown>[]> {
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({
      logGroupName: '/stepwell/local/api-workflows',
      filterPattern: `"${text}"`,
      startTime: since,
      limit: 1000,
    }),
  );
  return events.flatMap(({ message = '' }) => (message.includes(text) ? [JSON.parse(message)] : []));
}

const NODES = [{ id: 'one', type: 'data.transform', config: { output: 1 } }];

/** Routes behind a switch. */
const SWITCHED: readonly Route[] = Object.values<Route>(ROUTES).filter(
  ({ method, flag }) => flag !== undefined && method === 'GET',
);

const versionsStatus = async (id: string): Promise<number> => {
  const response = await fetch(`${cloud.url}/v1/workflows/${id}/versions`, {
    headers: { authorization: `Bearer ${cloud.apiKey}` },
  });
  await response.body?.cancel();
  return response.status;
};

describe('settings that are changed while the service runs', () => {
  let id = '';
  let deleted = '';

  beforeAll(async () => {
    id = await api.publish({ name: 'switched', nodes: NODES });
  });

  it('switch its parts off within half a minute', async () => {
    await vi.waitFor(async () => expect(await versionsStatus(id)).toBe(200), TAKEN);
    await config(['set-setting', 'logLevel', '"DEBUG"']);
    for (const name of FLAG_NAMES) await config(['set-setting', `flags.${name}`, 'false']);
    await vi.waitFor(async () => {
      for (const { method, path } of SWITCHED) {
        const { status, body } = await api.call(method, path.replace(/\{\w+\}/, id).replace(/\{\w+\}/, '1'));
        expect([path, status, body.error?.code]).toEqual([path, 404, 'FEATURE_OFF']);
      }
    }, TAKEN);
  });

  it('leave nothing of what is off behind', async () => {
    const begun = Date.now();
    const requestId = `switched-off-${begun}`;
    const headers = { 'x-request-id': requestId };
    expect((await api.call('DELETE', `/v1/workflows/${id}`, { headers })).status).toBe(204);
    await vi.waitFor(async () => expect(await linesWith(requestId, begun)).not.toEqual([]), TAKEN);
    const lines = await linesWith(requestId, begun);
    // The level is taken, so a query would be told.
    expect(lines.map(({ message }) => message)).toContain('Request completed');
    expect(lines.map(({ message }) => message)).not.toContain('Query completed');
    expect(lines.filter((line) => '_aws' in line)).toEqual([]);
    deleted = requestId;
    id = await api.publish({ name: 'switched', nodes: NODES });
  });

  it('keep their last good values when a bad document is stored, which the log tells', async () => {
    const begun = Date.now();
    await store.put(SETTINGS, '{"logLevel":"hunter2","flags":{"documentVersion":true}}', 'String');
    await vi.waitFor(async () => {
      expect(await versionsStatus(id)).toBe(404);
      const [line] = await linesWith('Settings rejected', begun);
      expect(line).toMatchObject({
        level: 'ERROR',
        problems: expect.arrayContaining([expect.stringMatching(/^logLevel: /)]),
      });
      expect(JSON.stringify(line)).toContain('documentVersion');
      expect(JSON.stringify(line)).not.toContain('hunter2');
    }, TAKEN);
    expect(await versionsStatus(id)).toBe(404);
  });

  it('go back to the defaults', async () => {
    await config(['unset-setting', '--all']);
    await vi.waitFor(async () => expect(await versionsStatus(id)).toBe(200), TAKEN);
    await vi.waitFor(async () => {
      const { status, body } = await api.call('GET', '/v1/audit?action=deleteWorkflow');
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain(deleted);
    }, TAKEN);
    const begun = Date.now();
    await api.call('GET', '/v1/workflows', { headers: { 'x-request-id': `switched-on-${begun}` } });
    await vi.waitFor(async () => {
      const lines = await linesWith(`switched-on-${begun}`, begun);
      expect(lines.some(({ message }) => message === 'Request completed')).toBe(true);
      expect(lines.some((line) => '_aws' in line)).toBe(true);
    }, TAKEN);
  });
});

describe('secrets', () => {
  it('are stored encrypted and shown masked', async () => {
    const key = 'sk-test-0123456789abcdef';
    await config(['set', 'anthropic'], `${key}\n`);
    try {
      expect(await store.get(secretParameter('local', 'anthropic'))).toMatchObject({ value: key });
      const shown = await config(['show']);
      expect(shown).toMatch(/anthropic +••••cdef {2}since \d{4}-/);
      expect(shown).not.toContain(key);
    } finally {
      await config(['unset', 'anthropic']);
    }
    expect(await config(['show'])).toMatch(/anthropic +not set/);
  });
});
