import type { CloudInfo } from '../cloud/info.ts';
import { Api } from './api.ts';
import { deliver, judgeAgain, type Outcome } from './deliver.ts';
import type { Delivery } from './delivery.ts';
import { githubDeliveries } from './github-deliveries.ts';
import { countHits, type HitRates } from './hit-rates.ts';
import { mapLimited } from './pool.ts';
import { createProgressBar, type Screen } from './progress-bar.ts';
import { publishWorkflows } from './publish.ts';
import type { Totals } from './service/ledger.ts';
import { type DemoService, startService } from './service/service.ts';
import { shopDeliveries } from './shop-deliveries.ts';
import { strayRuns } from './strays.ts';

const CONCURRENCY = 8;
/** Every so many starts lose their connection, and are repeated. */
const HANG_UP_EVERY = 12;

/** Everything there is to tell of a demo. */
export interface DemoResult {
  readonly outcomes: readonly Outcome[];
  readonly totals: Totals;
  /** Milliseconds from the first delivery to the end of the last run. */
  readonly wallTime: number;
  /** Starts that were sent once more under their key, because the connection had failed. */
  readonly repeatedStarts: number;
  /** Ids of runs that nobody asked for. */
  readonly strays: readonly string[];
  /** Absent when the cloud has no Redis. */
  readonly hitRates?: HitRates | undefined;
}

/** Runs every delivery through its workflow, against a service that listens as long as this takes. */
export async function runDemo(info: CloudInfo, screen: Screen): Promise<DemoResult> {
  const [shop, github] = [shopDeliveries(), githubDeliveries()];
  const deliveries = [...shop, ...github].map((delivery, index) =>
    index % HANG_UP_EVERY === 1 ? { ...delivery, hangUp: true } : delivery,
  );
  const luck = new Map(deliveries.map((delivery) => [delivery.id, delivery.luck]));
  const service = await startService({ port: Number(new URL(info.serviceUrl).port), luck });
  try {
    screen.write(
      `${shop.length} refunds, orders and stock questions of a shop, and ${github.length} recorded webhooks: ` +
        'every issue, pull request and push of @octokit/webhooks-examples\n\n',
    );
    return await deliverAll(deliveries, { info, service, screen });
  } finally {
    await service.close();
  }
}

interface DemoWorld {
  readonly info: CloudInfo;
  readonly service: DemoService;
  readonly screen: Screen;
}

async function deliverAll(deliveries: readonly Delivery[], { info, service, screen }: DemoWorld): Promise<DemoResult> {
  const api = new Api(info);
  const { ledger } = service;
  const hits = await countHits(info);
  const published = await publishWorkflows(api);
  const context = { api, published, ledger, serviceUrl: info.serviceUrl };
  const [since, begin] = [Date.now(), performance.now()];
  const delivered = await withProgress(deliveries, (delivery) => deliver(delivery, context), screen);
  const wallTime = performance.now() - begin;
  const known = new Set(delivered.flatMap(({ run }) => (run === undefined ? [] : [run.id])));
  const strays = await strayRuns(api, { published, since, known });
  return {
    outcomes: delivered.map((outcome) => judgeAgain(outcome, ledger)),
    // Runs that an earlier demo left behind may have called, too; they are not this demo's.
    totals: ledger.totals(deliveries.map(({ id }) => id)),
    wallTime,
    repeatedStarts: api.repeated,
    strays,
    hitRates: await hits(api.sent),
  };
}

async function withProgress(
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
