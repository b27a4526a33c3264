import type { Scope } from '../expression/template.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { RunHeader } from '../run/run.ts';

/** What `run` stands for in an expression. */
const runVariable = (run: RunHeader): JsonObject => ({
  id: run.id,
  workflowId: run.workflowId,
  version: run.version,
  correlationId: run.correlationId,
  createdAt: new Date(run.createdAt).toISOString(),
});

export const scopeOf = (run: RunHeader, input: Json, nodes: JsonObject): Scope => ({
  input,
  nodes,
  run: runVariable(run),
});
