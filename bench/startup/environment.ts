import * as z from 'zod';
import { EnvSchemas, type FunctionName } from '../../shared/contract/env.ts';

/** What the Lambda service itself sets. */
const LAMBDA = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
  AWS_LAMBDA_FUNCTION_VERSION: '1',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
} as const;

/** Values for variables that do not take any text. */
const SHAPED: Readonly<Record<string, string>> = { TOKEN_MAX_AGE_HOURS: '24', PUBLIC_URL: 'https://api.example' };

/** A function's environment as its schema says, every variable that may be absent left out. */
export function fakeEnvironment(name: FunctionName): Record<string, string> {
  const schema = EnvSchemas[name];
  const own = Object.entries(schema.shape).flatMap(([variable, type]) => {
    if (type instanceof z.ZodOptional) return [];
    const value =
      type instanceof z.ZodEnum ? String(type.options.at(-1)) : (SHAPED[variable] ?? variable.toLowerCase());
    return [[variable, value] as const];
  });
  const environment = Object.fromEntries(own);
  schema.parse(environment);
  return { ...LAMBDA, AWS_LAMBDA_FUNCTION_NAME: `stepwell-${name}`, ...environment };
}
