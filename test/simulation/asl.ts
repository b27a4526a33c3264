import { isJsonObject, type Json, type JsonObject } from '../../shared/domain/json/json.ts';
import { SECOND } from './scenario.ts';

/** The part of the Amazon States Language that the engine's machine is written in. */
export interface StateMachine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts?: number;
  readonly JitterStrategy?: string;
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string | null;
  readonly Next: string;
}

export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Resource?: string;
  readonly Parameters?: Json;
  readonly OutputPath?: string;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly SecondsPath?: string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Default?: string;
}

/** What `$$` stands for. */
export interface Context {
  readonly token: string;
  readonly enteredTime: string;
}

/** A task's failure, by the name that Retry and Catch match. */
export class TaskError extends Error {
  override readonly name: string;

  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

/** Parameters with their paths filled in; a path alone answers what it points at. */
export function fill(template: Json, data: JsonObject, context?: Context): Json {
  if (typeof template === 'string') return template.startsWith('$') ? valueAt(template, data, context) : template;
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$')
        ? [key.slice(0, -2), valueAt(String(value), data, context)]
        : [key, isJsonObject(value) ? fill(value, data, context) : value],
    ),
  );
}

function valueAt(path: string, data: JsonObject, context?: Context): Json {
  if (path === '$$.Task.Token') return context?.token ?? null;
  if (path === '$$.State.EnteredTime') return context?.enteredTime ?? null;
  const format = /^States\.Format\('([^']*)', (.*)\)$/.exec(path);
  if (format) {
    const values = (format[2] ?? '').split(', ').map((part) => String(valueAt(part, data)));
    return (format[1] ?? '').replaceAll('{}', () => values.shift() ?? '');
  }
  const value = /^\$\.\w+$/.test(path) ? data[path.slice(2)] : undefined;
  if (value === undefined) throw new Error(`The state has nothing at ${path}.`);
  return value;
}

export function secondsOf(path: string | undefined, data: JsonObject): number {
  const seconds = valueAt(path ?? '', data);
  if (typeof seconds !== 'number' || !(seconds > 0)) throw new Error(`${path} is no number of seconds: ${seconds}.`);
  return seconds;
}

const matches = (names: readonly string[], { name }: TaskError): boolean =>
  names.includes(name) || names.includes('States.ALL');

/** How long to wait before the next attempt, in milliseconds; undefined when there is none. */
export function delayOf(
  { Retry = [] }: State,
  error: TaskError,
  tries: Map<unknown, number>,
  random: () => number,
): number | undefined {
  const retrier = Retry.find(({ ErrorEquals }) => matches(ErrorEquals, error));
  if (!retrier) return undefined;
  const { MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = 300, JitterStrategy } = retrier;
  const tried = tries.get(retrier) ?? 0;
  if (tried >= MaxAttempts) return undefined;
  tries.set(retrier, tried + 1);
  const delay = Math.min(IntervalSeconds * BackoffRate ** tried, MaxDelaySeconds) * SECOND;
  return JitterStrategy === 'FULL' ? delay * random() : delay;
}

/** Where a failure leads. */
export function caught({ Catch = [] }: State, error: TaskError, data: JsonObject): { data: JsonObject; next: string } {
  const catcher = Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error));
  if (!catcher) throw new Error(`Nobody catches ${error.name}.`);
  const kept = catcher.ResultPath === null ? data : { ...data, failure: error.name };
  return { data: kept, next: catcher.Next };
}
