import { defineRoute } from '../../../shared/middleware/route.ts';
import { checkDefinition } from './accept-definition.ts';

/** What is wrong with a definition, without keeping it. */
export const route = defineRoute({
  name: 'validateWorkflow',
  body: 'json',
  handle(call) {
    const { definition, issues } = checkDefinition(call.body, call.principal);
    return { status: 200, body: { valid: definition !== undefined, issues } };
  },
});
