/** A statement of a policy, with references spelled out. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Asked {
  readonly action: string;
  readonly resource: string;
  /** Keys of the request: a list where AWS has several values, absent where it has none. */
  readonly context: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Whether policies allow a request, by the part of IAM's rules that the templates use. An operator that is not known
 * here is an error, so that no condition is ever passed over.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(statements: readonly Statement[], asked: Asked): boolean {
  const fitting = statements.filter((statement) => applies(statement, asked));
  return fitting.some(({ Effect }) => Effect === 'Allow') && !fitting.some(({ Effect }) => Effect === 'Deny');
}

function applies({ Action, Resource, Condition = {} }: Statement, { action, resource, context }: Asked): boolean {
  const holds = Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => condition(operator, context[key], [expected].flat(), context)),
  );
  return (
    holds &&
    [Action].flat().some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    [Resource].flat().some((pattern) => matchesWith(pattern, resource, context))
  );
}

type Context = Asked['context'];

function condition(
  operator: string,
  actual: string | readonly string[] | undefined,
  expected: readonly string[],
  context: Context,
): boolean {
  const values = actual === undefined ? [] : [actual].flat();
  switch (operator) {
    case 'Null':
      return String(values.length === 0) === expected[0];
    case 'StringEquals':
      return values.length === 1 && expected.some((one) => resolve(one, context) === values[0]);
    case 'StringLike':
      return values.length === 1 && expected.some((one) => matchesWith(one, values[0] ?? '', context));
    // True of no value at all: that is AWS's rule, and why a Null guard stands beside it.
    case 'ForAllValues:StringEquals':
      return values.every((value) => expected.some((one) => resolve(one, context) === value));
    case 'ForAllValues:StringLike':
      return values.every((value) => expected.some((one) => matchesWith(one, value, context)));
    case 'ForAnyValue:StringLike':
      return values.some((value) => expected.some((one) => matchesWith(one, value, context)));
    default:
      throw new Error(`This evaluator does not know the operator ${operator}.`);
  }
}

const VARIABLE = /\$\{([\w:/-]+)\}/g;

/** Undefined when a variable has no value: then nothing matches. */
function resolve(pattern: string, context: Context): string | undefined {
  let missing = false;
  const text = pattern.replace(VARIABLE, (_all, name: string) => {
    const value = context[name];
    if (typeof value !== 'string') missing = true;
    return String(value);
  });
  return missing ? undefined : text;
}

/** What a variable holds is text, never a pattern. */
function matchesWith(pattern: string, text: string, context: Context): boolean {
  if (resolve(pattern, context) === undefined) return false;
  const parts = pattern.split(VARIABLE).map((part, at) => (at % 2 === 1 ? literal(String(context[part])) : wild(part)));
  return new RegExp(`^${parts.join('')}$`, 's').test(text);
}

const matches = (pattern: string, text: string): boolean => new RegExp(`^${wild(pattern)}$`, 's').test(text);
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const wild = (pattern: string): string => literal(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
