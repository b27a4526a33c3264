import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from './api.ts';
import { decide } from './decide.ts';
import type { Delivery } from './delivery.ts';
import type { Expectation } from './expectation.ts';
import { expected } from './expected.ts';
import { judge } from './judge.ts';
import type { Published } from './publish.ts';
import type { RunAnswer, StepAnswer } from './run-answer.ts';
import type { Ledger } from './service/ledger.ts';

/** What the API tells of a run in the end. */
export interface EndedRun extends RunAnswer {
  readonly steps: readonly StepAnswer[];
}

/** What became of one delivery. */
export interface Outcome {
  readonly delivery: Delivery;
  readonly published: Published;
  readonly expectation: Expectation;
  /** Absent when the run could not be started or followed. */
  readonly run?: EndedRun;
  /** What is not as expected, in sentences. */
  readonly problems: readonly string[];
}

export interface DeliveryContext {
  readonly api: Api;
  readonly published: readonly Published[];
  readonly ledger: Ledger;
  readonly serviceUrl: string;
}

const WAIT_SECONDS = 25;
const LOOK_AGAIN_MS = 400;
/** After that a run that has not ended counts as one that never does. */
const PATIENCE_MS = 120_000;
/** Late enough for the request to have arrived, too early for its answer: a run takes longer. */
const HANG_UP_MS = 100;

/** Runs the workflow that takes the delivery and compares what comes of it with what was to be expected. */
export async function deliver(delivery: Delivery, context: DeliveryContext): Promise<Outcome> {
  const published = context.published.find(({ workflow }) => workflow === delivery.workflow);
  if (published === undefined) throw new Error(`No workflow takes ${delivery.event}.`);
  const expectation = expected(delivery);
  const outcome = { delivery, published, expectation };
  try {
    const run = await runToEnd(delivery, published, context);
    return { ...outcome, run, problems: judge(run, context.ledger.of(delivery.id), expectation) };
  } catch (error) {
    return { ...outcome, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

async function runToEnd(delivery: Delivery, published: Published, context: DeliveryContext): Promise<EndedRun> {
  const { api } = context;
  const giveUp = performance.now() + PATIENCE_MS;
  let run = await start(delivery, published, context);
  if (delivery.decision !== undefined) await decide(run.id, delivery.decision, api);
  while (run.endedAt === null && performance.now() < giveUp) {
    run = await api.call<RunAnswer>({ method: 'GET', path: `/v1/runs/${run.id}` });
    if (run.endedAt === null) await sleep(LOOK_AGAIN_MS);
  }
  return { ...run, steps: await api.list(`/v1/runs/${run.id}/steps`) };
}

/** The answer comes when the run has ended, if it does so soon: one that has to be answered is not waited for. */
function start(delivery: Delivery, { id }: Published, { api, serviceUrl }: DeliveryContext): Promise<RunAnswer> {
  const { id: deliveryId, event, payload, decision, hangUp } = delivery;
  const wait = decision === undefined ? `?wait=${WAIT_SECONDS}` : '';
  return api.call<RunAnswer>({
    method: 'POST',
    path: `/v1/workflows/${id}/runs${wait}`,
    body: { input: { delivery: deliveryId, event, service: serviceUrl, payload } },
    idempotencyKey: deliveryId,
    ...(hangUp === true && { hangUpAfter: HANG_UP_MS }),
  });
}

/** Judges once more when all runs are over: an effect that came after the end of its run is one too many as well. */
export function judgeAgain(outcome: Outcome, ledger: Ledger): Outcome {
  const { run, delivery, expectation } = outcome;
  return run === undefined ? outcome : { ...outcome, problems: judge(run, ledger.of(delivery.id), expectation) };
}
