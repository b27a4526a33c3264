import { MACHINE_VERSION } from '../../shared/contract/machine.ts';
import { keys } from '../../shared/contract/table.ts';

interface EngineMachineParts {
  /** Of the advance function's alias. */
  readonly advanceArn: string;
  readonly tableName: string;
}

/**
 * Every failure of a Lambda call is tried again: a bad deployment or throttling fails nobody's run. Full jitter halves
 * the expected pauses: 1 + 2 + ... + 256 s, then 300 s each, 42,800 s in 150 attempts, about 6 hours as expected value.
 */
const ADVANCE_RETRY = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  MaxAttempts: 150,
  JitterStrategy: 'FULL',
};

/** Longer than the function may run, so that the machine never gives up on a turn that is still at work. */
const ADVANCE_TIMEOUT_SECONDS = 920;

const CONDITION_FAILED = 'DynamoDb.ConditionalCheckFailedException';
/** Both mean that Advance has to look again, and neither is a failure. */
const WOKEN = ['States.Timeout', CONDITION_FAILED];

const ENGINE_ITEM = { S: keys.runEngine('{}', '{}').sk };
/** Made of ids, because before the first answer of Advance the state holds no key. */
const PARTITION_OF_IDS = `States.Format('${keys.run('{}', '{}')}', $.tenantId, $.runId)`;

const ASK_AGAIN = { ResultPath: null, Next: 'Advance' };
const GIVE_UP = { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Stall' };

/** The one machine that carries every run, told in `EngineMachine`. */
export const engineMachineAsl = ({ advanceArn, tableName }: EngineMachineParts) => ({
  Comment: 'Stepwell: one run',
  StartAt: 'Advance',
  States: {
    Advance: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        FunctionName: advanceArn,
        Payload: { asl: MACHINE_VERSION, 'tenantId.$': '$.tenantId', 'runId.$': '$.runId' },
      },
      OutputPath: '$.Payload',
      TimeoutSeconds: ADVANCE_TIMEOUT_SECONDS,
      Retry: [ADVANCE_RETRY],
      Catch: [GIVE_UP],
      Next: 'WhatNext',
    },
    WhatNext: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.next', StringEquals: 'done', Next: 'Done' },
        { Variable: '$.next', StringEquals: 'moved', Next: 'Done' },
        { Variable: '$.next', StringEquals: 'continue', Next: 'Advance' },
        { Variable: '$.next', StringEquals: 'park', Next: 'Park' },
        { Variable: '$.next', StringEquals: 'wait', Next: 'Wait' },
      ],
      // An answer of a release that speaks otherwise: asking again would be a loop without a pause.
      Default: 'Stall',
    },
    Wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Advance' },
    Park: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
      Parameters: {
        TableName: tableName,
        Key: { pk: { 'S.$': '$.pk' }, sk: ENGINE_ITEM },
        UpdateExpression: 'SET #token = :token, dueAt = :dueAt',
        ConditionExpression: 'wake = :wake AND fence = :fence AND attribute_not_exists(#over)',
        ExpressionAttributeNames: { '#token': 'token', '#over': 'over' },
        ExpressionAttributeValues: {
          ':token': { 'S.$': '$$.Task.Token' },
          ':dueAt': { 'N.$': '$.dueAt' },
          ':wake': { 'N.$': '$.wake' },
          ':fence': { 'N.$': '$.fence' },
        },
      },
      TimeoutSecondsPath: '$.seconds',
      ResultPath: null,
      Retry: [{ ErrorEquals: WOKEN, MaxAttempts: 0 }, ADVANCE_RETRY],
      Catch: [{ ErrorEquals: WOKEN, ...ASK_AGAIN }, GIVE_UP],
      Next: 'Advance',
    },
    Done: { Type: 'Succeed' },
    Stall: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem',
      Parameters: {
        TableName: tableName,
        Key: { pk: { 'S.$': PARTITION_OF_IDS }, sk: ENGINE_ITEM },
        UpdateExpression: 'SET stalledAt = :now',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':now': { 'S.$': '$$.State.EnteredTime' } },
      },
      ResultPath: null,
      Retry: [{ ErrorEquals: [CONDITION_FAILED], MaxAttempts: 0 }, ADVANCE_RETRY],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Stalled' }],
      Next: 'Stalled',
    },
    Stalled: {
      Type: 'Fail',
      Error: 'RunStalled',
      Cause: 'The engine could not advance this run for hours. It is not lost: see the runbook, "Stalled runs".',
    },
  },
});
