import { type Measurement, measured } from '../measurement.ts';
import { interleave, medians, type Pair } from '../statistics.ts';
import type { BuiltFunction } from './functions.ts';
import { probe, type Start } from './probe.ts';

/** Of the function's time to its bare handler's. Without the SDK both are short, and ours weighs more in them. */
const READY_WITH_SDK = 1.4;
const READY_WITHOUT_SDK = 1.5;
const MAX_STATIC_KB = 350;

/** Of each function: what it weighs, how long it takes to be ready, and whether Node's own fetch was loaded on the way. */
export async function startup(functions: readonly BuiltFunction[], rounds: number): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  for (const { name, sdk, ours, bare, env } of functions) {
    const starts = await interleave(rounds, {
      ours: () => probe(ours.path, env),
      bare: () => probe(bare.path, env),
    });
    const goal = sdk.size > 0 ? READY_WITH_SDK : READY_WITHOUT_SDK;
    rows.push(...bytes(name, ours.staticBytes, bare.staticBytes, ours.totalBytes), ...times(name, starts, goal));
  }
  return rows;
}

const kilobytes = (count: number): number => count / 1024;

const bytes = (name: string, loaded: number, bare: number, total: number): Measurement[] => [
  measured({
    name: `${name}: loaded statically`,
    value: kilobytes(loaded),
    unit: 'KB',
    baseline: kilobytes(bare),
    goal: { value: MAX_STATIC_KB },
  }),
  measured({ name: `${name}: all chunks`, value: kilobytes(total), unit: 'KB' }),
];

function times(name: string, starts: Pair<readonly Start[]>, ratio: number): Measurement[] {
  const ready = medians(starts, ({ readyCpuMs }) => readyCpuMs);
  const clock = medians(starts, ({ readyMs }) => readyMs);
  const whole = medians(starts, ({ processMs }) => processMs);
  const undici = Math.max(...starts.ours.map((start) => start.undici.length));
  return [
    measured({ name: `${name}: time to ready`, value: ready.ours, unit: 'ms', baseline: ready.bare, goal: { ratio } }),
    measured({ name: `${name}: time to ready by the clock`, value: clock.ours, unit: 'ms', baseline: clock.bare }),
    measured({ name: `${name}: whole process`, value: whole.ours, unit: 'ms', baseline: whole.bare }),
    measured({ name: `${name}: undici at init`, value: undici, unit: 'modules', goal: { value: 0 } }),
  ];
}
