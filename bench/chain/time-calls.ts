import { median } from '../statistics.ts';
import { checkAnswer, context, type Handler, makeEvent } from './work.ts';

/** Calls of one contender in a row, before it is the next one's turn. */
const CALLS = 400;

/**
 * Microseconds that a call takes, each contender's p50, all of them in turn in this process. Log lines go nowhere: a
 * pipe costs what its reader lets it cost.
 */
export async function timeCalls<Name extends string>(
  contenders: Readonly<Record<Name, Handler>>,
  rounds: number,
  { idle }: { readonly idle: readonly NoInfer<Name>[] },
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(contenders) as Name[];
  const batches = new Map<Name, number[]>(names.map((name) => [name, []]));
  await silently(async () => {
    for (const name of names) await warm(name, contenders[name], idle.includes(name));
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) batches.get(name)?.push(await batch(contenders[name]));
    }
  });
  const entries = names.map((name) => [name, median(batches.get(name) ?? [])] as const);
  return Object.fromEntries(entries) as Record<Name, number>;
}

async function warm(name: string, handler: Handler, isIdle: boolean): Promise<void> {
  const answer = await handler(makeEvent(), context);
  if (!isIdle) checkAnswer(name, answer);
  for (let times = 0; times < 4; times += 1) await batch(handler);
}

async function batch(handler: Handler): Promise<number> {
  const event = makeEvent();
  const times: number[] = [];
  for (let call = 0; call < CALLS; call += 1) {
    const begin = performance.now();
    await handler(event, context);
    times.push((performance.now() - begin) * 1000);
  }
  return median(times);
}

/** What is written to standard output meanwhile is swallowed, after it was made. */
async function silently(work: () => Promise<void>): Promise<void> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  try {
    await work();
  } finally {
    process.stdout.write = write;
  }
}
