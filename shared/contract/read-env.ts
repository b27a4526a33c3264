import type { FunctionEnv, FunctionName } from './env.ts';
import { type EnvRule, envRules } from './env-rules.ts';

/**
 * A function's environment, checked as its schema would check it, but without loading the schema. Called while the
 * function starts, so that one that is configured wrongly does not take a single request.
 *
 * @example
 * const { TABLE_NAME } = readEnv('engine-tick', process.env);
 *
 * @throws Error with all that is wrong, by the names of the variables; values are never in it
 */
export function readEnv<Name extends FunctionName>(name: Name, env: NodeJS.ProcessEnv): FunctionEnv<Name> {
  const rules = Object.entries(envRules(name));
  const problems = rules.flatMap(([variable, rule]) => problemOf(variable, env[variable], rule) ?? []);
  if (problems.length > 0) throw new Error(`The environment of ${name} is not usable: ${problems.join('; ')}.`);
  const known = rules.flatMap(([variable]) =>
    env[variable] === undefined ? [] : [[variable, env[variable]] as const],
  );
  return Object.fromEntries(known) as FunctionEnv<Name>;
}

function problemOf(variable: string, value: string | undefined, rule: EnvRule): string | undefined {
  const { required, minLength = 0, oneOf, pattern, address } = rule;
  if (value === undefined) return required ? `${variable} is missing` : undefined;
  if (value.length < minLength) return `${variable} ${value === '' ? 'is empty' : 'is too short'}`;
  if (oneOf !== undefined && !oneOf.includes(value)) return `${variable} is none of ${oneOf.join(', ')}`;
  if (pattern !== undefined && !new RegExp(pattern).test(value)) return `${variable} has another form than is expected`;
  if (address === true && !URL.canParse(value.trim())) return `${variable} is no URL`;
  return undefined;
}
