import { join } from 'node:path';
import type { Plugin } from 'rolldown';
import { EnvSchemas, type FunctionName } from '../../shared/contract/env.ts';
import { envRules } from '../../shared/contract/env-rules.ts';

const MODULE = join(import.meta.dirname, '..', '..', 'shared', 'contract', 'env-rules.ts');

/**
 * Puts the rules of one function's environment, as data, in the place of the module that computes them from the
 * schemas: loading zod is a quarter of a cold start.
 * @throws (the plugin, in the build) Error when there is no such function, or its schema says what cannot be checked
 */
export const ownEnvRules = (name: string): Plugin => ({
  name: 'own-env-rules',
  load: (id) => (id === MODULE ? moduleFor(name) : undefined),
});

function moduleFor(name: string): string {
  if (!isFunctionName(name)) throw new Error(`There is no environment schema for ${name}.`);
  const rules = JSON.stringify(envRules(name));
  // Asked for another function's rules, it would let that function's environment go unchecked.
  return `
    const rules = ${rules};
    export const envRules = (name) => {
      if (name === ${JSON.stringify(name)}) return rules;
      throw new Error('The bundle of ${name} has no rules for the environment of ' + name + '.');
    };`;
}

const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(EnvSchemas, name);
