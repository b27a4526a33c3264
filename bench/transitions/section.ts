import { createServer, type Server } from 'node:http';
import { startCloud } from '../../local/cloud/cloud.ts';
import { describeFailure } from '../../local/cloud/failure.ts';
import { type CloudInfo, runningCloud } from '../../local/cloud/info.ts';
import { close, listen } from '../../local/cloud/listen.ts';
import { createPrinter, createProgress } from '../../local/cloud/progress.ts';
import type { Definition } from '../../shared/domain/workflow/definition.ts';
import { type Measurement, measured, unmeasured } from '../measurement.ts';
import { mixedWorkflow, pureWorkflow } from '../workflows.ts';
import { executedRun } from './executed-run.ts';

/** The cloud of the bench, beside the developer's. */
const NAME = 'bench';
/** The start, Advance, the choice and the end. */
const PER_RUN = 4;
const PER_NODE = 0.1;

const PURE = 50;
const MIXED = 10;

/** What AWS would bill for runs that never park: state transitions, counted in the history of real executions. */
export async function transitions(): Promise<Measurement[]> {
  const running = runningCloud(NAME);
  if (running) return measureOn(running);
  const progress = createProgress(createPrinter(process.stdout));
  const cloud = await startCloud({ name: NAME, port: 0, allow: [], redis: false, fresh: false }, progress);
  try {
    return await measureOn(cloud.info);
  } finally {
    await cloud.stop();
  }
}

/** The same rows, for when there is no cloud to count on. */
export const noTransitions = (): Measurement[] => [
  unmeasured(`${PURE} pure nodes: transitions per run`, 'transitions', { value: PER_RUN }),
  unmeasured(`${PURE} pure nodes: transitions per executed node`, 'transitions', { value: PER_NODE }),
  unmeasured(`${MIXED} http and transform nodes: transitions per run`, 'transitions', { value: PER_RUN }),
];

/** Why a cloud could not be started, for people. */
export const describeNoCloud = (error: unknown): string => describeFailure(error);

async function measureOn(cloud: CloudInfo): Promise<Measurement[]> {
  const service = echoService();
  await listen(service, Number(new URL(cloud.serviceUrl).port));
  try {
    const pure = await countOf(cloud, pureWorkflow(PURE));
    const mixed = await countOf(cloud, mixedWorkflow(MIXED, `${cloud.serviceUrl}/echo`));
    return [
      perRun(`${PURE} pure nodes`, pure),
      measured({
        name: `${PURE} pure nodes: transitions per executed node`,
        value: pure / PURE,
        unit: 'transitions',
        goal: { value: PER_NODE },
      }),
      perRun(`${MIXED} http and transform nodes`, mixed),
      measured({
        name: `${MIXED} http and transform nodes: transitions per executed node`,
        value: mixed / MIXED,
        unit: 'transitions',
      }),
    ];
  } finally {
    await close(service);
  }
}

const perRun = (name: string, count: number): Measurement =>
  measured({ name: `${name}: transitions per run`, value: count, unit: 'transitions', goal: { value: PER_RUN } });

async function countOf(cloud: CloudInfo, definition: Definition): Promise<number> {
  const { transitions: count, succeeded } = await executedRun(cloud, definition);
  const nodes = definition.nodes.length;
  if (succeeded !== nodes) throw new Error(`${definition.name}: ${succeeded} of ${nodes} nodes were executed.`);
  return count;
}

/** Answers the number that it is asked with. */
const echoService = (): Server =>
  createServer((request, response) => {
    const n = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('n'));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ n }));
  });
