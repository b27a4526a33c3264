import { setTimeout as sleep } from 'node:timers/promises';
import type { Api, RunAnswer } from './api.ts';
import type { Expectation } from './expectation.ts';
import { expected } from './expected.ts';
import { judge } from './judge.ts';
import type { Delivery } from './payloads.ts';
import type { Published } from './publish.ts';
import type { Ledger } from './service/ledger.ts';

/** What became of one delivery. */
export interface Outcome {
  readonly delivery: Delivery;
  readonly published: Published;
  readonly expectation: Expectation;
  /** Absent when the run could not be started or followed. */
  readonly run?: RunAnswer;
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
const LOOK_AGAIN_MS = 1000;
/** After that a run that has not ended counts as one that never does. */
const PATIENCE_MS = 120_000;

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

async function runToEnd(
  delivery: Delivery,
  { id }: Published,
  { api, serviceUrl }: DeliveryContext,
): Promise<RunAnswer> {
  const { id: deliveryId, event, payload } = delivery;
  const input = { delivery: deliveryId, event, service: serviceUrl, payload };
  const giveUp = performance.now() + PATIENCE_MS;
  const path = `/v1/workflows/${id}/runs?wait=${WAIT_SECONDS}`;
  let run = await api.call<RunAnswer>({ method: 'POST', path, body: { input } });
  while (run.endedAt === null && performance.now() < giveUp) {
    await sleep(LOOK_AGAIN_MS);
    run = await api.call<RunAnswer>({ method: 'GET', path: `/v1/runs/${run.id}` });
  }
  return run;
}

/** Judges once more when all runs are over: an effect that came after the end of its run is one too many as well. */
export function judgeAgain(outcome: Outcome, ledger: Ledger): Outcome {
  const { run, delivery, expectation } = outcome;
  return run === undefined ? outcome : { ...outcome, problems: judge(run, ledger.of(delivery.id), expectation) };
}
