import type { RunHeader, StepRecord } from '../../../shared/domain/run/run.ts';
import type { BodyReader } from './bodies.ts';

const iso = (time: number): string => new Date(time).toISOString();
const isoOrNull = (time: number | undefined): string | null => (time === undefined ? null : iso(time));

/** A run as lists show it: without input and output. */
export const runSummary = (run: RunHeader) => ({
  id: run.id,
  workflowId: run.workflowId,
  version: run.version,
  status: run.status,
  error: run.error ?? null,
  correlationId: run.correlationId,
  createdAt: iso(run.createdAt),
  startedAt: isoOrNull(run.startedAt),
  endedAt: isoOrNull(run.endedAt),
  deadline: iso(run.deadline),
});

export async function runView(run: RunHeader, read: BodyReader) {
  const [input, output] = await Promise.all([read(run.input), read(run.output, outputPath(run.id))]);
  return { ...runSummary(run), input, output };
}

/** @param location where the step's bodies can be read when they are too large here */
export async function stepView({ correlationId }: RunHeader, step: StepRecord, read: BodyReader, location?: string) {
  const [input, output] = await Promise.all([read(step.input, location), read(step.output, location)]);
  return {
    nodeId: step.nodeId,
    type: step.type,
    status: step.status,
    attempts: step.attempts,
    generation: step.generation,
    correlationId,
    port: step.port ?? null,
    input,
    output,
    error: step.error ?? null,
    startedAt: isoOrNull(step.startedAt),
    endedAt: isoOrNull(step.endedAt),
    /** Of a step that waits: what for, and until when. */
    waitFor: step.waitFor ?? null,
    dueAt: isoOrNull(step.dueAt),
  };
}

export const runPath = (runId: string): string => `/v1/runs/${runId}`;
export const outputPath = (runId: string): string => `${runPath(runId)}/output`;
export const stepPath = (runId: string, nodeId: string): string => `${runPath(runId)}/steps/${nodeId}`;
