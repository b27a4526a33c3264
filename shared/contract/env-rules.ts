import * as z from 'zod';
import { EnvSchemas, type FunctionName } from './env.ts';

/** What one variable must be. A variable is a string, or absent. */
export interface EnvRule {
  readonly required: boolean;
  /** UTF-16 units. */
  readonly minLength?: number;
  readonly oneOf?: readonly string[];
  /** A regular expression without flags. */
  readonly pattern?: string;
  readonly address?: true;
}

export type EnvRules = Readonly<Record<string, EnvRule>>;

interface PropertySchema {
  readonly type?: unknown;
  readonly minLength?: number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
}

/** What the checker of read-env.ts understands. */
const KNOWN: ReadonlySet<string> = new Set(['type', 'minLength', 'enum', 'pattern', 'format']);

/**
 * The rules of a function's environment, computed from its schema. A bundle has only the result for its own function:
 * lib/bundling puts it in the place of this module, so that no function loads zod to start.
 * @throws Error that names a variable whose schema says what the checker cannot check
 */
export function envRules(name: FunctionName): EnvRules {
  return rulesOf(EnvSchemas[name]);
}

/** @throws Error that names a variable whose schema says what the checker cannot check */
export function rulesOf(schema: z.ZodObject): EnvRules {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { override: refuseUnwritten });
  const rules = Object.entries(properties).map(([variable, property]) => {
    const rule = ruleOf(variable, property as PropertySchema);
    return [variable, { required: required.includes(variable), ...rule }] as const;
  });
  return Object.fromEntries(rules);
}

function ruleOf(variable: string, property: PropertySchema): Omit<EnvRule, 'required'> {
  const { type, minLength, enum: oneOf, pattern, format } = property;
  const unknown = Object.keys(property).filter((keyword) => !KNOWN.has(keyword));
  // zod gives the pattern of an e-mail address beside the format: checking that is checking both.
  const isFormatKnown = format === undefined || format === 'uri' || (format === 'email' && pattern !== undefined);
  if (type !== 'string') unknown.push('a type other than string');
  if (!isFormatKnown) unknown.push(`the format ${format}`);
  if (unknown.length > 0) throw new Error(`${variable} of an environment cannot be checked by ${unknown.join(', ')}.`);
  return {
    ...(minLength !== undefined && { minLength }),
    ...(oneOf !== undefined && { oneOf }),
    ...(pattern !== undefined && { pattern }),
    ...(format === 'uri' && { address: true }),
  };
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

interface Unwritten {
  readonly check?: string;
  readonly protocol?: RegExp;
  readonly hostname?: RegExp;
  readonly pattern?: RegExp;
}

/** What has no place in JSON Schema, and what zod therefore leaves out without a word. */
const refuseUnwritten: Override = ({ zodSchema }) => {
  const { checks = [], ...own } = zodSchema._zod.def as Unwritten & { readonly checks?: readonly z.core.$ZodCheck[] };
  for (const def of [own, ...checks.map((check): Unwritten => check._zod.def)]) {
    const { check = '', protocol, hostname, pattern } = def;
    if (check === 'custom' || check === 'overwrite')
      throw new Error(`An environment cannot be checked by ${check} code.`);
    if (protocol !== undefined || hostname !== undefined)
      throw new Error('The protocol or the host of a URL in an environment cannot be checked.');
    if (pattern !== undefined && pattern.flags !== '')
      throw new Error(`${pattern} of an environment cannot be checked: it has flags.`);
  }
};
