import { defineRoute } from '../../../shared/middleware/route.ts';
import { checkDefinition } from './accept-definition.ts';
import type { WorkflowServices } from './services.ts';

/** What is wrong with a definition, without keeping it. */
export const route = defineRoute({
  name: 'validateWorkflow',
  body: 'json',
  async handle(call, { connections }: WorkflowServices) {
    const { definition, issues } = await checkDefinition(call.body, call.principal, { connections });
    return { status: 200, body: { valid: definition !== undefined, issues } };
  },
});
