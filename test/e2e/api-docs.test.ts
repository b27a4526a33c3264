import { describe, expect, inject, it } from 'vitest';
import { StepwellError } from '../../clients/typescript/stepwell-error.ts';
import { openApiDocument } from '../../openapi/document.ts';
import { callFrom } from '../support/call-from.ts';
import { typedClient } from '../support/typed-client.ts';

const cloud = inject('cloud');

/** Without a credential, and on a budget of its own. */
const read = (path: string) => callFrom(cloud, { path });

describe('GET /openapi.json', () => {
  it('answers the document of these very sources to anybody', async () => {
    const { status, body, headers } = await read('/openapi.json');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toEqual(JSON.parse(JSON.stringify(await openApiDocument(cloud.url))));
  });
});

describe('GET /api-docs', () => {
  it('is a page whose files all come from here, as they were built', async () => {
    const page = await read('/api-docs');
    expect(page).toMatchObject({ status: 200 });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const addresses = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    const files = addresses.filter((address) => !address.startsWith('data:'));
    expect(files).toHaveLength(4);
    const origin = new URL(cloud.url).origin;
    for (const file of files) {
      const { origin: from, pathname, search } = new URL(file, `${cloud.url}/api-docs`);
      expect(from, file).toBe(origin);
      const { status, body, headers } = await read(pathname + search);
      expect(status, file).toBe(200);
      expect(headers['content-type'], file).toMatch(file.includes('.css') ? /^text\/css/ : /^text\/javascript/);
      expect(String(body).length, file).toBeGreaterThan(10);
    }
  });

  it('names no other host where a browser would go by itself', async () => {
    const [page, start, css] = await Promise.all(
      ['/api-docs', '/api-docs/start.js', '/api-docs/swagger-ui.css'].map(async (path) =>
        String((await read(path)).body),
      ),
    );
    expect(page).not.toMatch(/https?:/);
    expect(start).not.toMatch(/https?:/);
    expect(start).toContain('validatorUrl: null');
    expect(css).not.toMatch(/@import|url\((?!["']?data:)/);
  });

  it('has no other files', async () => {
    for (const name of ['index.js', 'openapi.json', 'absent.css', '..%2Findex.js']) {
      expect((await read(`/api-docs/${name}`)).status, name).toBe(404);
    }
  });
});

describe('the typed client', () => {
  const client = typedClient(cloud);
  const definition = {
    name: 'By the client',
    nodes: [{ id: 'greet', type: 'data.transform' as const, config: { output: 'Hello {{ input.name }}' } }],
    output: '{{ nodes.greet }}',
  };

  it('takes a workflow from its definition to the output of a run', async () => {
    const { body: workflow, headers } = await client.createWorkflow({ body: definition });
    expect(headers.get('etag')).toBe(workflow.etag);
    const workflowId = workflow.id;
    const { body: version } = await client.publishWorkflow({ params: { workflowId } });
    expect(version.version).toBe(1);

    const started = await client.startRun({
      params: { workflowId },
      query: { wait: 25 },
      body: { input: { name: 'Ada' } },
    });
    expect(started).toMatchObject({ status: 200, body: { status: 'succeeded', output: 'Hello Ada' } });
    const runId = started.body.id;
    const output = await client.getRunOutput({ params: { runId } });
    expect(output).toMatchObject({ status: 200, body: 'Hello Ada' });
    const { body: steps } = await client.listSteps({ params: { runId } });
    expect(steps.items.map(({ nodeId, status }) => [nodeId, status])).toEqual([['greet', 'succeeded']]);
    expect((await client.deleteWorkflow({ params: { workflowId } })).status).toBe(204);
  });

  it('starts one run however often it asks with one key', async () => {
    const { body: workflow } = await client.createWorkflow({ body: definition });
    const params = { workflowId: workflow.id };
    await client.publishWorkflow({ params });
    const idempotencyKey = crypto.randomUUID();
    const first = await client.startRun({ params, idempotencyKey });
    const second = await client.startRun({ params, idempotencyKey });
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect((await client.startRun({ params })).body.id).not.toBe(first.body.id);
  });

  it('throws what the API refuses, with all that it says', async () => {
    const refused = await client
      .createWorkflow({ body: { ...definition, nodes: [] } })
      .catch((error: unknown) => error as StepwellError);
    expect(refused).toBeInstanceOf(StepwellError);
    expect(refused).toMatchObject({
      status: 422,
      code: 'INVALID_DEFINITION',
      details: [{ path: '/nodes' }, { path: '/output' }],
    });
    const absent = { runId: 'run_01JGJH40000000000000000000' };
    await expect(client.getRun({ params: absent })).rejects.toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});
