import * as z from 'zod';
import { hasExpression, scan } from '../domain/expression/scan.ts';
import { checkSchema } from '../domain/json-schema/check-schema.ts';
import { JsonSchema } from '../domain/workflow/definition.ts';

/**
 * A value, or a string that is one expression and stands for a value of any type; the executor checks what came out.
 * @param expected names the value in messages, e.g. `a number`
 */
export const orExpression = <Value extends z.ZodType>(value: Value, expected: string) =>
  z.union([value, expression(`must be ${expected} or one {{ expression }}`)]);

const expression = (error: string) =>
  z
    .string()
    .regex(/^\{\{[\s\S]*\}\}$/, { error, abort: true })
    .refine(isOneExpression, error)
    .describe('One {{ expression }} that gives the value.');

/** A JSON Schema, as the author writes it. One that holds expressions is known, and checked, when the node runs. */
export const JsonSchemaSchema = z.record(z.string(), JsonSchema).superRefine((schema, context) => {
  if (hasExpression(JSON.stringify(schema))) return;
  for (const { kind, path, message, hint } of checkSchema(schema)) {
    context.addIssue({ code: 'custom', path: [...path], message, params: { code: `SCHEMA_${kind}`, hint } });
  }
});

export const ScalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

function isOneExpression(text: string): boolean {
  try {
    const [first, ...others] = scan(text);
    return typeof first === 'object' && others.length === 0;
  } catch {
    return false;
  }
}
