import type { NodeExecutor } from '../node/node-type.ts';
import type { StepRecord } from '../run/run.ts';
import type { DefinitionNode } from '../workflow/definition.ts';
import { MAX_NODE_TIMEOUT_SECONDS } from '../workflow/limits.ts';
import type { Clock } from './clock.ts';
import { DEFAULT_NODE_TIMEOUT_SECONDS } from './execute-node.ts';

/** Takeovers without progress, this one included, from which on nodes run one at a time. */
const SUSPICIOUS_TAKEOVERS = 3;
/** A node starts only when its time-out and this much more fit into the invocation. */
const MARGIN_MS = 10_000;

interface AdmissionOptions {
  readonly clock: Clock;
  /** When this invocation is ended from outside, epoch milliseconds. */
  readonly invocationEnd: number;
  /** Calls at once for which there is memory. */
  readonly maxInFlight: number;
  /** Of the run's engine item. */
  readonly takeovers: number;
}

/** What may start now: as many as there is memory for, each only if it can end within the invocation. */
export class Admission {
  readonly #options: AdmissionOptions;
  /** Nodes whose results are not written yet: calls, whose results hold memory, and all while nodes run alone. */
  readonly #unwritten = new Set<string>();
  #alone: boolean;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#alone = options.takeovers >= SUSPICIOUS_TAKEOVERS;
  }

  /** True when processes have died over this run in vain: the node that kills them shows when it runs alone. */
  get alone(): boolean {
    return this.#alone;
  }

  hasPlace(inFlight: number): boolean {
    return inFlight + this.#unwritten.size < (this.#alone ? 1 : this.#options.maxInFlight);
  }

  /** Only effects take time of the invocation: a wait, however long, is begun and ended in none. */
  fits(node: DefinitionNode, executor: NodeExecutor | undefined): boolean {
    const { clock, invocationEnd } = this.#options;
    const needed = executor?.kind === 'effect' ? timeoutMsOf(node) : 0;
    return clock.now() + needed + MARGIN_MS <= invocationEnd;
  }

  /** A result waits to be written. */
  hold(nodeId: string): void {
    this.#unwritten.add(nodeId);
  }

  /** A step's record is written: if more than a claim, no process dies in vain any more. */
  written({ nodeId, status }: StepRecord): void {
    this.#unwritten.delete(nodeId);
    if (status !== 'running') this.#alone = false;
  }
}

/** Of one attempt. A longer time is a wait for a signal, which takes no time of the invocation. */
export const timeoutMsOf = ({ timeoutSeconds = DEFAULT_NODE_TIMEOUT_SECONDS }: DefinitionNode): number =>
  Math.min(timeoutSeconds, MAX_NODE_TIMEOUT_SECONDS) * 1000;
