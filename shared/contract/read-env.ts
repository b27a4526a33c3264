import type { FunctionEnv, FunctionName } from './env.ts';

/**
 * Reads variables of a function's environment without its schema: loading zod would be a quarter of a cold start.
 * Absence is noticed; the shape is the construct's word, which the schema types.
 *
 * @throws Error that names every variable that is missing
 */
export function readEnv<Name extends FunctionName, Key extends keyof FunctionEnv<Name> & string>(
  name: Name,
  env: NodeJS.ProcessEnv,
  variables: readonly Key[],
): Record<Key, string> {
  const missing = variables.filter((variable) => !env[variable]);
  if (missing.length > 0) throw new Error(`The environment of ${name} is not usable: ${missing.join(', ')} is missing`);
  return Object.fromEntries(variables.map((variable) => [variable, env[variable]])) as Record<Key, string>;
}
