import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineMachineAsl } from '../../../lib/constructs/engine-machine-asl.ts';
import { type AdvanceAnswer, MACHINE_VERSION } from '../../../shared/contract/machine.ts';
import { keys, TABLE } from '../../../shared/contract/table.ts';

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts: number;
  readonly JitterStrategy?: string;
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: unknown;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly ResultPath: string | null;
    readonly Next: string;
  }[];
  readonly ResultPath?: string | null;
  readonly OutputPath?: string;
  readonly SecondsPath?: string;
  readonly TimeoutSecondsPath?: string;
  readonly TimeoutSeconds?: number;
}

const machine = engineMachineAsl({ advanceArn: 'ADVANCE', tableName: 'TABLE' });
const states = machine.States as Readonly<Record<string, State>>;

const state = (name: string): State => {
  const found = states[name];
  if (!found) throw new Error(`There is no state ${name}.`);
  return found;
};

const nextOf = (one: State): string[] =>
  [
    one.Next,
    one.Default,
    ...(one.Choices ?? []).map((choice) => choice.Next),
    ...(one.Catch ?? []).map((catcher) => catcher.Next),
  ].filter((name) => name !== undefined);

/** Where WhatNext sends an answer. */
const choose = (answer: { readonly next: string }): string | undefined => {
  const { Choices = [], Default } = state('WhatNext');
  return (
    Choices.find(({ Variable, StringEquals }) => Variable === '$.next' && StringEquals === answer.next)?.Next ?? Default
  );
};

/** Fields of its input that a state reads, at any depth; the context object ($$) is not input. */
const fieldsRead = ({ Parameters, SecondsPath, TimeoutSecondsPath }: State): string[] =>
  [...JSON.stringify([Parameters, SecondsPath, TimeoutSecondsPath]).matchAll(/(?<!\$)\$\.([A-Za-z]+)/g)].map(
    ([, name]) => name ?? '',
  );

const turn = { asl: MACHINE_VERSION, tenantId: 't', runId: 'r', pk: 'p' } as const;
const ANSWERS: { readonly [Next in AdvanceAnswer['next']]: AdvanceAnswer & { readonly next: Next } } = {
  done: { ...turn, next: 'done' },
  continue: { ...turn, next: 'continue' },
  moved: { ...turn, next: 'moved' },
  wait: { ...turn, next: 'wait', seconds: 5 },
  park: { ...turn, next: 'park', seconds: 5, dueAt: '9', wake: '1', fence: '2' },
};

describe('the engine machine', () => {
  it('reaches every state, and goes nowhere else', () => {
    const reached = new Set([machine.StartAt as string]);
    for (const name of reached) for (const next of nextOf(state(name))) reached.add(next);
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
  });

  it('ends in success or in a fault only', () => {
    const ends = Object.entries(states).filter(([, one]) => nextOf(one).length === 0);
    expect(ends.map(([name, { Type }]) => `${name}: ${Type}`)).toEqual(['Done: Succeed', 'Stalled: Fail']);
  });

  it.each([
    ['done', 'Done'],
    ['moved', 'Done'],
    ['continue', 'Advance'],
    ['wait', 'Wait'],
    ['park', 'Park'],
  ] as const)('sends the answer %s to %s', (next, target) => {
    expect(choose(ANSWERS[next])).toBe(target);
  });

  it('stalls on an answer that it does not know, instead of asking again without end', () => {
    fc.assert(
      fc.property(
        fc.string().filter((next) => !(next in ANSWERS)),
        (next) => choose({ next }) === 'Stall',
      ),
    );
  });

  it('asks Advance with the version of its own shape and ids, and nothing else', () => {
    expect(state('Advance').Parameters).toEqual({
      FunctionName: 'ADVANCE',
      Payload: { asl: MACHINE_VERSION, 'tenantId.$': '$.tenantId', 'runId.$': '$.runId' },
    });
    expect(state('Advance').OutputPath).toBe('$.Payload');
  });

  it('finds every field that a state reads in the answer that leads to it', () => {
    expect(Object.keys(ANSWERS.park)).toEqual(expect.arrayContaining(fieldsRead(state('Park'))));
    expect(Object.keys(ANSWERS.wait)).toEqual(expect.arrayContaining(fieldsRead(state('Wait'))));
    expect(fieldsRead(state('Park'))).toEqual(expect.arrayContaining(['pk', 'dueAt', 'wake', 'fence', 'seconds']));
  });

  it('keeps the ids through every other transition', () => {
    expect(state('Park').ResultPath).toBeNull();
    const catchers = Object.values(states).flatMap((one) => one.Catch ?? []);
    expect(catchers.length).toBeGreaterThanOrEqual(3);
    // '$' would replace the state by the error.
    for (const { ResultPath } of catchers) expect([null, '$.failure']).toContain(ResultPath);
    expect(fieldsRead(state('Stall')).sort()).toEqual(['runId', 'tenantId']);
  });

  it('parks only if nothing has happened since Advance looked, and never on a run that is over', () => {
    const park = state('Park');
    expect(park.Resource).toBe('arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken');
    expect(park.TimeoutSecondsPath).toBe('$.seconds');
    expect(park.Parameters).toEqual({
      TableName: 'TABLE',
      Key: { [TABLE.partitionKey]: { 'S.$': '$.pk' }, [TABLE.sortKey]: { S: keys.runEngine('{}', '{}').sk } },
      UpdateExpression: 'SET #token = :token, dueAt = :dueAt',
      ConditionExpression: 'wake = :wake AND fence = :fence AND attribute_not_exists(#over)',
      ExpressionAttributeNames: { '#token': 'token', '#over': 'over' },
      ExpressionAttributeValues: {
        ':token': { 'S.$': '$$.Task.Token' },
        ':dueAt': { 'N.$': '$.dueAt' },
        ':wake': { 'N.$': '$.wake' },
        ':fence': { 'N.$': '$.fence' },
      },
    });
  });

  it.each(['States.Timeout', 'DynamoDb.ConditionalCheckFailedException'])(
    'goes back to Advance on %s, at once',
    (error) => {
      const { Retry = [], Catch = [] } = state('Park');
      const matches = ({ ErrorEquals }: { ErrorEquals: readonly string[] }) =>
        ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL');
      expect(Retry.find(matches)?.MaxAttempts).toBe(0);
      expect(Catch.find(matches)?.Next).toBe('Advance');
    },
  );

  it('tries Advance again for about six hours, with full jitter, up to five minutes apart', () => {
    const [retrier, ...others] = state('Advance').Retry ?? [];
    expect(others).toEqual([]);
    expect(retrier).toMatchObject({ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', MaxDelaySeconds: 300 });
    const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, MaxAttempts = 3 } = retrier ?? {};
    const longest = Array.from({ length: MaxAttempts }, (_, attempt) =>
      Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
    );
    const expected = longest.reduce((sum, delay) => sum + delay, 0) / 2;
    expect(expected / 3600).toBeGreaterThan(5.5);
    expect(expected / 3600).toBeLessThan(6.5);
  });

  it('gives up by marking the run, without code of the engine, and ends as a fault whatever the mark comes to', () => {
    expect((state('Advance').Catch ?? []).map(({ ErrorEquals, Next }) => [ErrorEquals, Next])).toEqual([
      [['States.ALL'], 'Stall'],
    ]);
    const stall = state('Stall');
    expect(stall.Resource).toBe('arn:aws:states:::aws-sdk:dynamodb:updateItem');
    expect(stall.Parameters).toMatchObject({
      TableName: 'TABLE',
      Key: {
        pk: { 'S.$': `States.Format('${keys.run('{}', '{}')}', $.tenantId, $.runId)` },
        sk: { S: keys.runEngine('{}', '{}').sk },
      },
      // Without it, a mark on a run that is gone would bring half of it back.
      ConditionExpression: 'attribute_exists(pk)',
    });
    expect(stall.Next).toBe('Stalled');
    expect((stall.Catch ?? []).map(({ ErrorEquals, Next }) => [ErrorEquals, Next])).toEqual([
      [['States.ALL'], 'Stalled'],
    ]);
    const [first] = stall.Retry ?? [];
    expect(first).toMatchObject({ ErrorEquals: ['DynamoDb.ConditionalCheckFailedException'], MaxAttempts: 0 });
  });

  it('waits for a turn longer than the turn may last', () => {
    expect(state('Advance').TimeoutSeconds).toBeGreaterThan(15 * 60);
  });
});
