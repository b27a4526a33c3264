import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { apiClient } from '../support/api-client.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const logs = new CloudWatchLogsClient({
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

afterAll(() => logs.destroy());

const SECRET = 'hunter2-not-for-logs';

/** Log lines of a function that hold this text, as they were written. */
async function linesOf(name: string, text: string): Promise<Record<string, unknown>[]> {
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: `/stepwell/local/${name}`, filterPattern: `"${text}"`, limit: 1000 }),
  );
  const lines = events.flatMap(({ message = '' }) => (message.includes(text) ? [JSON.parse(message)] : []));
  // Metrics stand among them, as lines of their own.
  return lines.filter((line) => !('_aws' in line));
}

describe('the logs', () => {
  it('tell one story under one correlation id, from the request to the last node, and hold no user data', async () => {
    const correlationId = `story-${Date.now()}`;
    const id = await api.publish({
      name: 'story',
      nodes: [
        { id: 'first', type: 'data.transform', config: { output: '{{ input.password }}' } },
        { id: 'last', type: 'flow.choice', config: { cases: [{ port: 'done', when: '{{ true }}' }] } },
      ],
      edges: [{ from: 'first', to: 'last' }],
      output: '{{ nodes.first }}',
    });
    const { body } = await api.run(id, { password: SECRET }, { 'x-correlation-id': correlationId });
    expect(body).toMatchObject({ status: 'succeeded', output: SECRET, correlationId });

    const [requests, engine] = await Promise.all([
      linesOf('api-runs', correlationId),
      linesOf('engine-advance', correlationId),
    ]);
    expect(requests.find(({ message }) => message === 'Request completed')).toMatchObject({
      level: 'INFO',
      service: 'api-runs',
      stage: 'local',
      method: 'POST',
      route: 'startRun',
      status: 200,
      tenantId: cloud.tenantId,
    });
    const steps = engine.filter(({ message }) => message === 'Step written');
    expect(steps.map(({ nodeId }) => nodeId).sort()).toEqual(['first', 'last']);
    expect(engine.find(({ message }) => message === 'Run ended')).toMatchObject({
      runId: body.id,
      status: 'succeeded',
    });
    for (const line of [...requests, ...engine]) {
      expect(line).toMatchObject({
        timestamp: expect.any(String),
        level: expect.any(String),
        service: expect.any(String),
      });
      expect(JSON.stringify(line)).not.toContain(SECRET);
      expect(JSON.stringify(line)).not.toContain(cloud.apiKey);
    }
  });
});
