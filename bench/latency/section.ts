import type { BenchCloud } from '../cloud/bench-cloud.ts';
import { withPublished } from '../cloud/published-workflow.ts';
import { type Measurement, measured } from '../measurement.ts';
import { median } from '../statistics.ts';
import { mixedWorkflow } from '../workflows.ts';
import { type Floor, floorOf, type StartFloor } from './floor.ts';
import { type Timeline, timelineOf } from './timeline.ts';

const NODES = 10;
const WARM_UPS = 2;
/** A sample is a whole run, about a second. */
const MAX_ROUNDS = 10;

interface Sample {
  readonly timeline: Timeline;
  /** The emulator by itself. */
  readonly start: StartFloor;
  readonly write: number;
}

/** How long a run of calls and transforms waits for its nodes, beside what the emulator alone takes, in turn. */
export async function latency({ info, service }: BenchCloud, rounds: number): Promise<Measurement[]> {
  const definition = mixedWorkflow(NODES, service.url);
  return withPublished(info, definition, async (run) => {
    const floor = await floorOf(info, (await run()).run.id);
    try {
      const samples: Sample[] = [];
      for (let round = 1 - WARM_UPS; round <= Math.min(rounds, MAX_ROUNDS); round += 1) {
        service.takeArrivals();
        const finished = await run();
        const timeline = timelineOf(definition, finished, service.takeArrivals());
        const sample = { timeline, ...(await sampleOf(floor)) };
        if (round > 0) samples.push(sample);
      }
      return rowsOf(samples);
    } finally {
      floor.close();
    }
  });
}

const sampleOf = async (floor: Floor) => ({ start: await floor.start(), write: await floor.write() });

function rowsOf(samples: readonly Sample[]): Measurement[] {
  const all = (numbers: (sample: Sample) => readonly number[]): number => median(samples.flatMap(numbers));
  const write = all((sample) => [sample.write]);
  const first = all(({ timeline }) => [timeline.toFirstNode]);
  const between = all(({ timeline }) => timeline.betweenNodes);
  const toCalls = all(({ timeline }) => timeline.toCalls);
  const execution = all(({ start }) => [start.execution]);
  const calls = all(({ start }) => [start.calls]);
  return [
    told('start to first node, beside an execution', first, execution),
    told('start to first node, beside its two calls', first, calls),
    told('node to node', between, write),
    told('node to the next call, its claim written', toCalls, write),
  ];
}

const told = (name: string, value: number, baseline: number): Measurement =>
  measured({ name: `latency: ${name}`, value, unit: 'ms', baseline });
