import { isEqual } from './equal.ts';
import { type ExpressionError, failed } from './errors.ts';
import { inRange } from './time.ts';
import { Duration, isList, isMap, kindOf, Optional, Timestamp, type Value } from './value.ts';
import type { Work } from './work.ts';

type Operate = (left: Value, right: Value, work: Work) => Value;

const OPTIONAL_HINT = 'What .? answers is optional; take its value with .orValue(...).';

export function truth(value: Value, label: string): boolean {
  if (typeof value === 'boolean') return value;
  throw failed(`${label} must be a bool, not ${kindOf(value)}.`, value instanceof Optional ? OPTIONAL_HINT : undefined);
}

export const not = (value: Value, label: string): Value => !truth(value, label);

export function negate(value: Value, label: string): Value {
  if (typeof value === 'number') return 0 - value;
  if (value instanceof Duration) return new Duration(-value.ms);
  throw failed(`${label} cannot be negated: it is ${kindOf(value)}.`);
}

function mismatch(operator: string, left: Value, right: Value): ExpressionError {
  const optional = left instanceof Optional || right instanceof Optional;
  const hint = optional ? OPTIONAL_HINT : 'Convert one side: string(x), double(x), int(x) or json(x).';
  return failed(`No such operation: ${kindOf(left)} ${operator} ${kindOf(right)}.`, hint);
}

/** There is one type of number, as in JSON; what JSON cannot say is an error. */
function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw failed('The result is not a finite number.');
}

const isScalar = (value: Value): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const add: Operate = (left, right, work) => {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right);
  if ((typeof left === 'string' || typeof right === 'string') && isScalar(left) && isScalar(right)) {
    const [head, tail] = [String(left), String(right)];
    work.makeString(head.length + tail.length);
    return head + tail;
  }
  if (isList(left) && isList(right)) {
    work.spend(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Timestamp && right instanceof Duration) return inRange(left.ms + right.ms);
  if (left instanceof Duration && right instanceof Timestamp) return inRange(left.ms + right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms + right.ms);
  throw mismatch('+', left, right);
};

const subtract: Operate = (left, right) => {
  if (typeof left === 'number' && typeof right === 'number') return finite(left - right);
  if (left instanceof Timestamp && right instanceof Duration) return inRange(left.ms - right.ms);
  if (left instanceof Timestamp && right instanceof Timestamp) return new Duration(left.ms - right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms - right.ms);
  throw mismatch('-', left, right);
};

const arithmetic =
  (operator: string, calculate: (left: number, right: number) => number): Operate =>
  (left, right) => {
    if (typeof left !== 'number' || typeof right !== 'number') throw mismatch(operator, left, right);
    if (right === 0 && operator !== '*') throw failed('Division by zero.');
    return finite(calculate(left, right));
  };

/** Numbers, strings (by UTF-16 units), bools, timestamps, durations: each with its like. */
const compare =
  (operator: string, decide: (order: number) => boolean): Operate =>
  (left, right, work) => {
    if (typeof left === 'number' && typeof right === 'number') return decide(left - right);
    if (typeof left === 'boolean' && typeof right === 'boolean') return decide(Number(left) - Number(right));
    if (left instanceof Timestamp && right instanceof Timestamp) return decide(left.ms - right.ms);
    if (left instanceof Duration && right instanceof Duration) return decide(left.ms - right.ms);
    if (typeof left !== 'string' || typeof right !== 'string') throw mismatch(operator, left, right);
    work.read(Math.min(left.length, right.length));
    if (left === right) return decide(0);
    return decide(left < right ? -1 : 1);
  };

const equals =
  (operator: string, expected: boolean): Operate =>
  (left, right, work) => {
    if (left instanceof Optional || right instanceof Optional) throw mismatch(operator, left, right);
    return isEqual(left, right, work) === expected;
  };

/** An element of a list, or a key of a map. */
const contains: Operate = (left, right, work) => {
  if (isList(right)) return right.some((element) => isEqual(left, element, work));
  if (typeof left === 'string' && isMap(right)) return Object.hasOwn(right, left);
  throw mismatch('in', left, right);
};

export const BINARY_OPERATORS = {
  '+': add,
  '-': subtract,
  '*': arithmetic('*', (left, right) => left * right),
  '/': arithmetic('/', (left, right) => left / right),
  '%': arithmetic('%', (left, right) => left % right),
  '<': compare('<', (order) => order < 0),
  '<=': compare('<=', (order) => order <= 0),
  '>': compare('>', (order) => order > 0),
  '>=': compare('>=', (order) => order >= 0),
  '==': equals('==', true),
  '!=': equals('!=', false),
  in: contains,
};
