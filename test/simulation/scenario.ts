import type { Definition, DefinitionNode, Retry } from '../../shared/domain/workflow/definition.ts';
import { build, type Draft } from '../support/graphs.ts';
import type { Random } from './random.ts';
import type { Weather } from './weather.ts';

export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const LATEST_START_MS = 5 * MINUTE;

/** What a node does when it is run; `kill` takes the process with it. */
export type Act = 'answer' | 'refuse' | 'hang' | 'kill' | 'delay' | 'ask';

/** Somebody who answers an approval, so long after it began to wait, or around its expiry. */
interface Answer {
  readonly approved: boolean;
  readonly from: 'beginning' | 'expiry';
  readonly ms: number;
}

export interface NodePlan {
  readonly node: DefinitionNode;
  readonly act: Act;
  /** How long a call takes. */
  readonly ms: number;
  /** Calls that fail and may be tried again, before the one that does not. */
  readonly failures: number;
  /** Of a choice. */
  readonly port?: string;
  /** Of a delay or an approval that expires. */
  readonly waitMs?: number;
  readonly answers: readonly Answer[];
}

export interface RunPlan {
  readonly id: string;
  /** When it is started, in milliseconds from the beginning, and how long it may last from then. */
  readonly startMs: number;
  readonly deadlineMs: number;
  readonly definition: Definition;
  readonly nodes: ReadonlyMap<string, NodePlan>;
  /** From its start, in milliseconds. */
  readonly cancelMs?: number;
  readonly stopMs?: number;
  /** Turns that its execution has behind it. */
  readonly turns: number;
}

/** What an engine is given: sizes that a deployment chooses. */
export interface Sizes {
  /** How long one invocation may last. */
  readonly invocationMs: number;
  readonly maxInFlight: number;
  /** How often the machine repeats a turn that fails. */
  readonly retries: number;
}

export interface Scenario {
  readonly sizes: Sizes;
  readonly runs: readonly RunPlan[];
}

export function scenarioOf(random: Random, weather: Weather): Scenario {
  const short = random.chance(0.25);
  const sizes = {
    invocationMs: short ? random.int(160, 260) * SECOND : 900 * SECOND,
    maxInFlight: random.chance(0.2) ? random.int(1, 2) : 50,
    retries: random.chance(0.1) ? 2 : 150,
  };
  const poisonous = random.chance(0.1);
  const runs = Array.from({ length: random.int(1, 3) }, (_, at) => {
    return runOf(random, `run_${at + 1}`, { weather, short, poisonous });
  });
  return { sizes, runs };
}

interface Circumstances {
  readonly weather: Weather;
  /** Invocations are short: what waits long can't say so in its time-out. */
  readonly short: boolean;
  readonly poisonous: boolean;
}

function runOf(random: Random, id: string, circumstances: Circumstances): RunPlan {
  // Rarely more than one transaction can hold.
  const size = random.chance(0.01) ? random.int(90, 220) : random.int(1, 8);
  const drafts = Array.from({ length: size }, () => draftOf(random));
  const { definition } = build(drafts);
  const plans = definition.nodes.map((node, at) => nodePlan(random, node, drafts[at]?.taken ?? 0, circumstances));
  const nodes = plans.map(({ node }) => withExpression(random, node, definition.edges));
  const deadlineMs = random.chance(circumstances.weather.jump > 0 ? 0.4 : 0.85)
    ? 48 * HOUR
    : random.int(5 * SECOND, HOUR);
  return {
    id,
    startMs: random.int(0, LATEST_START_MS),
    deadlineMs,
    definition: { name: id, nodes, edges: definition.edges, output: '{{ input.n }}' },
    nodes: new Map(plans.map((plan, at) => [plan.node.id, { ...plan, node: nodes[at] ?? plan.node }])),
    ...(random.chance(0.12) && { cancelMs: somewhen(random) }),
    ...(random.chance(circumstances.weather.stop) && { stopMs: somewhen(random) }),
    turns: random.chance(0.15) ? random.int(990, 999) : 0,
  };
}

const draftOf = (random: Random): Draft => ({
  kind: random.pick(['work', 'work', 'work', 'choice', 'timer', 'approval'] as const),
  fails: false,
  onError: random.pick(['fail', 'continue'] as const),
  taken: random.int(0, 2),
  flaky: 0,
  waits: 0,
  sources: Array.from({ length: random.int(0, 3) }, () => ({
    index: random.int(0, 1000),
    port: random.chance(0.15) ? 'error' : random.int(0, 2),
  })),
});

/** Milliseconds to hours, every order of magnitude as likely. */
const somewhen = (random: Random): number => Math.floor(10 ** (random.next() * 5 + 2));

function nodePlan(random: Random, node: DefinitionNode, taken: number, circumstances: Circumstances): NodePlan {
  switch (node.type) {
    case 'timer':
      return delay(node, somewhen(random));
    case 'approval':
      return approval(random, node, circumstances);
    case 'choice':
      return { node, act: 'answer', ms: 0, failures: 0, port: ['a', 'b', 'c'][taken] ?? 'a', answers: [] };
    default:
      return work(random, node, circumstances);
  }
}

const delay = (node: DefinitionNode, waitMs: number): NodePlan => ({
  node: { ...node, type: 'flow.delay', config: { seconds: waitMs / SECOND } },
  act: 'delay',
  ms: 0,
  failures: 0,
  waitMs,
  answers: [],
});

function approval(random: Random, node: DefinitionNode, { short }: Circumstances): NodePlan {
  const waitMs = short ? random.int(1, 60 * SECOND) : Math.floor(10 ** (random.next() * 4.4 + 2.9));
  const expires = !short || random.chance(0.7);
  const answers = Array.from({ length: random.pick([0, 1, 1, 1, 2, 3]) }, (): Answer => {
    const approved = random.chance(0.7);
    if (expires && random.chance(0.4))
      return { approved, from: 'expiry', ms: random.int(-3, 3) * random.pick([0, 1, 500]) };
    return { approved, from: 'beginning', ms: somewhen(random) };
  });
  return {
    node: {
      ...node,
      type: 'flow.approval',
      config: { message: 'May it?' },
      ...(expires && { timeoutSeconds: waitMs / SECOND }),
    },
    act: 'ask',
    ms: 0,
    failures: 0,
    ...(expires && { waitMs }),
    answers,
  };
}

function work(random: Random, node: DefinitionNode, { poisonous }: Circumstances): NodePlan {
  const act = actOf(random, poisonous);
  const failures = act === 'answer' && random.chance(0.25) ? random.int(1, 3) : 0;
  const slow = random.chance(0.15);
  const timeoutSeconds = slow ? 120 : random.int(5, 30);
  const ms = slow ? random.int(10, 110) * SECOND : random.int(1, 4000);
  const tries = failures > 0 || random.chance(0.2);
  return {
    node: {
      ...node,
      type: (act === 'answer' || act === 'kill') && failures === 0 && random.chance(0.3) ? 'pure' : 'work',
      timeoutSeconds,
      onUncertain: random.chance(0.3) ? 'fail' : 'retry',
      ...(tries && { retry: retryOf(random, act === 'answer' ? failures + 12 : random.int(2, 3)) }),
    },
    act,
    ms,
    failures,
    answers: [],
  };
}

function actOf(random: Random, poisonous: boolean): Act {
  if (poisonous && random.chance(0.3)) return 'kill';
  const dice = random.next();
  if (dice < 0.1) return 'refuse';
  return dice < 0.15 ? 'hang' : 'answer';
}

const retryOf = (random: Random, maxAttempts: number): Retry => ({
  maxAttempts,
  intervalSeconds: random.pick([0, 0.2, 1, 10, 60]),
  backoffRate: random.pick([1, 2]),
  maxDelaySeconds: 60,
  jitter: random.chance(0.5),
});

/** A node behind a single other one may name its value: the value must be there whenever the node runs. */
function withExpression(random: Random, node: DefinitionNode, edges: Definition['edges']): DefinitionNode {
  const incoming = edges.filter((edge) => edge.to === node.id);
  const source = incoming[0]?.from;
  if (source === undefined || incoming.length > 1 || node.type.startsWith('flow.') || random.chance(0.4)) return node;
  return { ...node, config: { from: `{{ nodes.${source} }}` } };
}

/**
 * The longest that a run can take when nothing goes wrong, in milliseconds: all nodes one after the other, each for as long
 * as it may. Infinite when it waits for somebody who need not come.
 */
export function longestOf({ nodes }: RunPlan): number {
  let sum = 0;
  for (const { act, node, waitMs } of nodes.values()) {
    const attempts = node.retry?.maxAttempts ?? 1;
    const timeoutMs = (node.timeoutSeconds ?? 30) * SECOND;
    if (act === 'ask' || act === 'delay') sum += waitMs ?? Number.POSITIVE_INFINITY;
    else sum += attempts * (timeoutMs + (act === 'kill' ? 5 * MINUTE : 0)) + (attempts - 1) * MINUTE;
  }
  return sum;
}

/** A run's plan in one line. */
export function told({ id, startMs, deadlineMs, definition, nodes, cancelMs, stopMs, turns }: RunPlan): string {
  const all = [...nodes.values()].map(({ node, act, ms, failures, waitMs, port, answers }) =>
    [
      `${node.id}: ${node.type} ${act}`,
      ms > 0 && `${ms} ms of ${node.timeoutSeconds} s`,
      failures > 0 && `after ${failures} failures`,
      waitMs !== undefined && `waits ${waitMs} ms`,
      port !== undefined && `port ${port}`,
      node.retry && `${node.retry.maxAttempts} attempts`,
      node.onError === 'continue' && 'continue',
      node.onUncertain === 'fail' && 'never uncertain',
      answers.length > 0 && `answers ${answers.map((a) => `${a.approved} ${a.from}+${a.ms}`).join('/')}`,
    ]
      .filter(Boolean)
      .join(', '),
  );
  const edges = definition.edges.map(({ from, to, port }) => `${from}${port === undefined ? '' : `.${port}`}>${to}`);
  const more = JSON.stringify({ startMs, deadlineMs, cancelMs, stopMs, turns });
  return `${id} ${more}\n    ${[...all, edges.join(' ')].join('\n    ')}`;
}
