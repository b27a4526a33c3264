import { type Measurement, measured } from '../measurement.ts';
import { interleave, medians } from '../statistics.ts';
import { FIRST_CALLS, storedItems } from './first-calls.ts';
import type { BuiltFunction } from './functions.ts';
import { type FirstAnswer, probe } from './probe.ts';
import { startStubTable } from './stub-table.ts';

/**
 * Of each function: from a fresh process to the answer of its first invocation, beside a bare handler that reads one
 * item. Information: what a function loads later than at its start shows here, so that no start looks good by delay.
 */
export async function firstAnswers(functions: readonly BuiltFunction[], rounds: number): Promise<Measurement[]> {
  const table = await startStubTable(await storedItems());
  try {
    const rows: Measurement[] = [];
    for (const one of functions) rows.push(await firstAnswer(one, table.endpoint, rounds));
    for (const one of functions) if (WITH_SESSIONS.has(one.name)) rows.push(await session(one, table.endpoint, rounds));
    return rows;
  } finally {
    table.close();
  }
}

async function firstAnswer({ name, ours, bare, env }: BuiltFunction, endpoint: string, rounds: number) {
  const { event, expects } = FIRST_CALLS[name];
  const whole = { ...env, AWS_ENDPOINT_URL: endpoint };
  const answers = await interleave(rounds, {
    ours: async () => expecting(expects, await probe(ours.path, whole, event)),
    bare: async () => expecting('{', await probe(bare.path, whole, event)),
  });
  const times = medians(answers, ({ answerMs }) => answerMs);
  return measured({ name: `${name}: time to first answer`, value: times.ours, unit: 'ms', baseline: times.bare });
}

/** Functions that take a role for the tenant that they serve. */
const WITH_SESSIONS: ReadonlySet<string> = new Set(['api-workflows', 'api-runs', 'engine-advance']);

/** What the session for a tenant adds to the first answer, beside the same function that works by its own rights. */
async function session({ name, ours, env }: BuiltFunction, endpoint: string, rounds: number) {
  const { event, expects } = FIRST_CALLS[name];
  const whole = { ...env, AWS_ENDPOINT_URL: endpoint };
  const taking = { ...whole, TENANT_ROLE_ARN: 'arn:aws:iam::000000000000:role/bench' };
  const answers = await interleave(rounds, {
    ours: async () => expecting(expects, await probe(ours.path, taking, event)),
    bare: async () => expecting(expects, await probe(ours.path, whole, event)),
  });
  const times = medians(answers, ({ answerMs }) => answerMs);
  return measured({ name: `${name}: first answer in a session`, value: times.ours, unit: 'ms', baseline: times.bare });
}

function expecting(expected: string, answer: FirstAnswer): FirstAnswer {
  if (answer.outcome.includes(expected)) return answer;
  throw new Error(`The first answer should hold ${expected}: ${answer.outcome}`);
}
