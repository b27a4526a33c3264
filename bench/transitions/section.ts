import type { CloudInfo } from '../../local/cloud/info.ts';
import type { Definition } from '../../shared/domain/workflow/definition.ts';
import type { BenchCloud } from '../cloud/bench-cloud.ts';
import { withPublished } from '../cloud/published-workflow.ts';
import { type Measurement, measured, unmeasured } from '../measurement.ts';
import { mixedWorkflow, pureWorkflow } from '../workflows.ts';
import { countTransitions } from './count-transitions.ts';

/** The start, Advance, the choice and the end. */
const PER_RUN = 4;
const PER_NODE = 0.1;

const PURE = 50;
const MIXED = 10;

/** What AWS would bill for runs that never park: state transitions, counted in the history of real executions. */
export async function transitions({ info, service }: BenchCloud): Promise<Measurement[]> {
  const pure = await countOf(info, pureWorkflow(PURE));
  const mixed = await countOf(info, mixedWorkflow(MIXED, service.url));
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
}

/** The same rows, for when there is no cloud to count on. */
export const noTransitions = (): Measurement[] => [
  unmeasured(`${PURE} pure nodes: transitions per run`, 'transitions', { value: PER_RUN }),
  unmeasured(`${PURE} pure nodes: transitions per executed node`, 'transitions', { value: PER_NODE }),
  unmeasured(`${MIXED} http and transform nodes: transitions per run`, 'transitions', { value: PER_RUN }),
];

const perRun = (name: string, count: number): Measurement =>
  measured({ name: `${name}: transitions per run`, value: count, unit: 'transitions', goal: { value: PER_RUN } });

const countOf = (cloud: CloudInfo, definition: Definition): Promise<number> =>
  withPublished(cloud, definition, async (run) => countTransitions(cloud, (await run()).run.id));
