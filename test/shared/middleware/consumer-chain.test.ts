import type { SQSEvent, SQSRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { consumerChain } from '../../../shared/middleware/chains.ts';
import { scopedLogFields } from '../../../shared/observability/log-scope.ts';
import { lambdaContext } from '../../support/api-event.ts';
import { settingsOf } from '../../support/api-world.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

afterEach(() => void vi.restoreAllMocks());

const record = (messageId: string, more: Partial<SQSRecord> = {}): SQSRecord =>
  ({ messageId, body: '{}', eventSource: 'aws:sqs', messageAttributes: {}, ...more }) as SQSRecord;
const batch = (...records: readonly SQSRecord[]): SQSEvent => ({ Records: [...records] });
const failuresOf = (ids: readonly string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const busy = (): Error => Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

function world(work: (message: SQSRecord) => Promise<void>) {
  const log = new FakeLog();
  const meter = new FakeMeter();
  const handler = consumerChain(work, { log, meter, settings: settingsOf() });
  return { log, meter, consume: (...records: readonly SQSRecord[]) => handler(batch(...records), lambdaContext()) };
}

describe('a consumer', () => {
  it('sends back the messages that failed, and no other, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }), async (fails) => {
        const { consume } = world(async ({ messageId }) => {
          if (fails[Number(messageId)]) throw new Error(messageId);
        });
        const failed = fails.flatMap((isFailing, at) => (isFailing ? [String(at)] : []));
        expect(await consume(...fails.map((_, at) => record(String(at))))).toEqual(failuresOf(failed));
      }),
    );
  });

  it('works on the others although one throws before its first await', async () => {
    const done: string[] = [];
    const { consume } = world(({ messageId }) => {
      if (messageId === 'b') throw new Error('at once');
      done.push(messageId);
      return Promise.resolve();
    });
    expect(await consume(record('a'), record('b'), record('c'))).toEqual(failuresOf(['b']));
    expect(done.toSorted()).toEqual(['a', 'c']);
  });

  it('answers a batch that failed as a whole: that is no failure of the function', async () => {
    const { consume, log } = world(() => Promise.reject(new Error('no')));
    expect(await consume(record('a'), record('b'))).toEqual(failuresOf(['a', 'b']));
    expect(log.of('error').map(({ message }) => message)).toEqual(['Message failed', 'Message failed']);
  });

  it('tries a message again while it fails by something that passes, the others once', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const seen: string[] = [];
    const { consume, log } = world(async ({ messageId }) => {
      seen.push(messageId);
      if (messageId === 'a' && seen.filter((id) => id === 'a').length < 3) throw busy();
    });
    expect(await consume(record('a'), record('b'))).toEqual(failuresOf([]));
    expect(seen.toSorted()).toEqual(['a', 'a', 'a', 'b']);
    expect(log.lines).toEqual([]);
  });

  it('sends back what goes on failing, with one line that has its cause', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { consume, log } = world(() => Promise.reject(busy()));
    expect(await consume(record('a'))).toEqual(failuresOf(['a']));
    expect(log.of('error')).toMatchObject([
      {
        message: 'Message failed',
        fields: { error: { name: 'TransientTaskError', cause: { name: 'ThrottlingException' } } },
      },
    ]);
  });

  it('finds the lines of a message by the id that was sent with it, or by its own', async () => {
    const seen: unknown[] = [];
    const { consume } = world(async () => {
      await Promise.resolve();
      seen.push(scopedLogFields());
    });
    const attribute = { correlationId: { stringValue: 'order-1', dataType: 'String' } } as const;
    await consume(record('a', { messageAttributes: attribute }), record('b'));
    expect(seen).toEqual([
      { messageId: 'a', correlationId: 'order-1' },
      { messageId: 'b', correlationId: 'b' },
    ]);
  });

  it('adds the fields of a message to its lines', async () => {
    const seen: unknown[] = [];
    const handler = consumerChain(async () => void seen.push(scopedLogFields()), {
      log: new FakeLog(),
      meter: new FakeMeter(),
      settings: settingsOf(),
      recordFields: ({ body }) => ({ runId: JSON.parse(body).runId }),
    });
    await handler(batch(record('a', { body: '{"runId":"run_1"}' })), lambdaContext());
    expect(seen).toMatchObject([{ messageId: 'a', runId: 'run_1' }]);
  });

  it('sends back a message whose fields cannot be read', async () => {
    const handler = consumerChain(async () => undefined, {
      log: new FakeLog(),
      meter: new FakeMeter(),
      settings: settingsOf(),
      recordFields: ({ body }) => ({ runId: JSON.parse(body).runId }),
    });
    const answer = await handler(batch(record('a', { body: '{' }), record('b')), lambdaContext());
    expect(answer).toEqual(failuresOf(['a']));
  });
});
