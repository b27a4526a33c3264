import * as z from 'zod';
import { scan } from '../domain/expression/scan.ts';

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

export const ScalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

function isOneExpression(text: string): boolean {
  try {
    const [first, ...others] = scan(text);
    return typeof first === 'object' && others.length === 0;
  } catch {
    return false;
  }
}
