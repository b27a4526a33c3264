import type { CloudInfo } from '../cloud/info.ts';
import { Api, type StepAnswer } from './api.ts';
import { deliver, judgeAgain, type Outcome } from './deliver.ts';
import { type Delivery, recordedDeliveries } from './payloads.ts';
import { mapLimited } from './pool.ts';
import { createProgressBar, type Screen } from './progress-bar.ts';
import { publishWorkflows } from './publish.ts';
import type { Totals } from './service/ledger.ts';
import { startService } from './service/service.ts';

const CONCURRENCY = 8;
/** Every so many deliveries meet a service that stumbles. */
const UNLUCKY_EVERY = 10;

/** Everything there is to tell of a demo. */
export interface DemoResult {
  readonly outcomes: readonly Outcome[];
  readonly totals: Totals;
  /** Deliveries whose requests the service first answered badly, on purpose. */
  readonly unlucky: number;
  /** Milliseconds from the first delivery to the end of the last run. */
  readonly wallTime: number;
  /** A run that shows much: with its steps, for the timeline. */
  readonly sample?: Sample;
}

interface Sample {
  readonly outcome: Outcome;
  readonly steps: readonly StepAnswer[];
}

/** Runs every recorded payload through its workflow, against a service that listens as long as this takes. */
export async function runDemo(info: CloudInfo, screen: Screen): Promise<DemoResult> {
  const deliveries = recordedDeliveries();
  const unlucky = new Set(deliveries.filter((_, index) => index % UNLUCKY_EVERY === 0).map(({ id }) => id));
  const service = await startService({ port: Number(new URL(info.serviceUrl).port), unlucky });
  try {
    const api = new Api(info);
    const published = await publishWorkflows(api);
    const context = { api, published, ledger: service.ledger, serviceUrl: info.serviceUrl };
    screen.write(
      `${deliveries.length} recorded webhooks: every issue, pull request and push of @octokit/webhooks-examples\n\n`,
    );
    const begin = performance.now();
    const delivered = await deliverAll(deliveries, (delivery) => deliver(delivery, context), screen);
    const wallTime = performance.now() - begin;
    const outcomes = delivered.map((outcome) => judgeAgain(outcome, service.ledger));
    // Runs that an earlier demo left behind may have called, too; they are not this demo's.
    const totals = service.ledger.totals(deliveries.map(({ id }) => id));
    const sample = await withSteps(sampleOf(outcomes, unlucky), api);
    return { outcomes, totals, unlucky: unlucky.size, wallTime, ...(sample && { sample }) };
  } finally {
    await service.close();
  }
}

async function deliverAll(
  deliveries: readonly Delivery[],
  work: (delivery: Delivery) => Promise<Outcome>,
  screen: Screen,
): Promise<Outcome[]> {
  const bar = createProgressBar(screen, deliveries.length);
  try {
    return await mapLimited(deliveries, CONCURRENCY, async (delivery) => {
      const outcome = await work(delivery);
      bar.tick(outcome.problems.length === 0);
      return outcome;
    });
  } finally {
    bar.end();
  }
}

/** The ended run with the most calls; of those, one that the service made hard. */
function sampleOf(outcomes: readonly Outcome[], unlucky: ReadonlySet<string>): Outcome | undefined {
  const score = ({ expectation, delivery }: Outcome): number =>
    2 * (expectation.lookups.length + expectation.effects.length) + (unlucky.has(delivery.id) ? 1 : 0);
  return outcomes.filter(({ run }) => run?.status === 'succeeded').toSorted((a, b) => score(b) - score(a))[0];
}

async function withSteps(outcome: Outcome | undefined, api: Api): Promise<Sample | undefined> {
  if (outcome?.run === undefined) return undefined;
  try {
    return { outcome, steps: await api.list(`/v1/runs/${outcome.run.id}/steps`) };
  } catch {
    // The picture is a bonus: where the cloud ended meanwhile, the report must still be told.
    return undefined;
  }
}
