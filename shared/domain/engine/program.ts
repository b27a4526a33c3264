import { type CompiledJson, compileJson } from '../expression/template.ts';
import { type Plan, planOf } from '../run/plan.ts';
import type { WorkflowVersion } from '../workflow/store.ts';

/** A published version made ready to run: its plan, and its expressions compiled when first needed. */
export interface Program {
  readonly version: WorkflowVersion;
  readonly plan: Plan;
  configOf(nodeId: string): CompiledJson;
  output(): CompiledJson | undefined;
}

export function programOf(version: WorkflowVersion): Program {
  const plan = planOf(version.definition);
  const configs = new Map<string, CompiledJson>();
  let output: CompiledJson | undefined;
  return {
    version,
    plan,
    configOf(nodeId) {
      const known = configs.get(nodeId);
      if (known) return known;
      const compiled = compileJson(plan.nodes.get(nodeId)?.node.config ?? {});
      configs.set(nodeId, compiled);
      return compiled;
    },
    output() {
      if (version.definition.output === undefined) return undefined;
      output ??= compileJson(version.definition.output);
      return output;
    },
  };
}
