import { describe, expect, it } from 'vitest';
import { MUTATIONS } from './mutations.ts';
import { simulate } from './world.ts';

const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 1000);
/** A planted defect has to show within so many. */
const FEW = 500;
const TIMEOUT_MS = 240_000;

/** What the seeds have to bring about, or finding nothing would say nothing: words of the trace. */
const HAPPENINGS = [
  'dies: before commit',
  'dies: during lease',
  'kills it',
  'stands still',
  'commit is to be ambiguous',
  'lease is to be twice',
  'refused, LostLeaseError',
  'ENGINE_CRASH',
  'OUTCOME_UNKNOWN',
  'NODE_TIMED_OUT',
  'answers continue',
  'answers moved',
  'answers wait',
  'Park meets States.Timeout',
  'Park meets DynamoDb.ConditionalCheckFailedException',
  'is woken by',
  'expire',
  'is taken',
  'takes the token',
  'counts execution',
  'stopped',
  'run succeeded',
  'run failed',
  'run canceled',
  'run timed_out',
];

describe('the engine in simulated time', () => {
  it(
    `gives nothing to complain of in ${SEEDS} seeds, and everything that may happen happens`,
    async () => {
      const missing = new Set(HAPPENINGS);
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { complaints, trace, weather } = await simulate(seed);
        const replay = `seed ${seed} (${weather}), replay: npm run simulate -- --seed ${seed} --trace`;
        expect(complaints, replay).toEqual([]);
        if (missing.size === 0) continue;
        const text = trace.join('\n');
        for (const happening of missing) if (text.includes(happening)) missing.delete(happening);
      }
      expect([...missing]).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('goes the same way again with the same seed', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const [first, second] = [await simulate(seed), await simulate(seed)];
      expect(second.trace).toEqual(first.trace);
      expect((await simulate(seed + 1)).trace).not.toEqual(first.trace);
    }
  });
});

describe('a planted defect', () => {
  it.each(Object.keys(MUTATIONS))(
    'is found: %s',
    async (name) => {
      for (let seed = 1; seed <= FEW; seed += 1) {
        if ((await simulate(seed, MUTATIONS[name])).complaints.length > 0) return;
      }
      expect.fail(`Nothing was found in ${FEW} seeds.`);
    },
    TIMEOUT_MS,
  );
});
