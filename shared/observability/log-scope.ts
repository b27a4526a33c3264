import { AsyncLocalStorage } from 'node:async_hooks';
import type { LogFields } from '../domain/log.ts';

interface Scope {
  fields: LogFields;
  /** Write every line of this invocation, whatever the level. */
  debug: boolean;
}

const scopes = new AsyncLocalStorage<Scope>();

/**
 * Runs one invocation. Every line that is logged within it, by whatever part, bears the fields that `addLogFields`
 * gathers: clients live longer than an invocation and could not be handed its logger.
 */
export const runInLogScope = <Result>(work: () => Result): Result => scopes.run({ fields: {}, debug: false }, work);

/** Adds fields to every further line of this invocation. Outside of one it does nothing. */
export function addLogFields(fields: LogFields): void {
  const scope = scopes.getStore();
  if (scope !== undefined) scope.fields = { ...scope.fields, ...fields };
}

/** Fields of the running invocation. */
export const scopedLogFields = (): LogFields | undefined => scopes.getStore()?.fields;

export const scopedDebug = (): boolean => scopes.getStore()?.debug ?? false;

export function setScopedDebug(debug: boolean): void {
  const scope = scopes.getStore();
  if (scope !== undefined) scope.debug = debug;
}
