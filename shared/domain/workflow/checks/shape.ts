import * as z from 'zod';
import type { Json } from '../../json/json.ts';
import { type Finding, type IssueCode, isIssueCode, issue } from './codes.ts';
import { didYouMean } from './nearest.ts';
import { pointer } from './pointer.ts';

type ZodIssue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What the issues of one schema are about. */
interface Subject {
  readonly schema: z.ZodType;
  readonly value: Json;
  /** Where `value` lies in the document. */
  readonly at: Path;
}

/** Of one schema: looking for what a misspelled name may mean costs more than finding it. */
const MAX_FOUND = 100;

/** What a schema finds wrong with a value, as pointers into the document; nothing when it accepts it. */
export function checkShape(schema: z.ZodType, value: Json, at: Path): Finding[] {
  const result = schema.safeParse(value);
  return result.success ? [] : explainShape(result.error, { schema, value, at });
}

/** The same for a value that the schema has refused already; at most about 100. */
export const explainShape = ({ issues }: z.ZodError, subject: Subject): Finding[] =>
  issues.slice(0, MAX_FOUND).flatMap((found) => translate(found, [], subject));

/** @param base path of the schema that found the issue, inside the subject: issues within a union begin at the union */
function translate(found: ZodIssue, base: Path, subject: Subject): Finding[] {
  const path = [...base, ...found.path];
  const at = pointer([...subject.at, ...path]);
  switch (found.code) {
    case 'unrecognized_keys': {
      const known = fieldsAt(subject.schema, path);
      return found.keys
        .slice(0, MAX_FOUND)
        .map((key) =>
          issue('UNKNOWN_FIELD', `${at}${pointer([key])}`, `There is no field "${key}" here.`, didYouMean(key, known)),
        );
    }
    case 'invalid_union':
      return translateUnion(found, path, subject);
    default: {
      if (valueAt(subject.value, path) === undefined) return [missing(path, at)];
      if (found.code === 'custom') return [ofRefinement(found, at)];
      return [issue(CODES[found.code] ?? 'INVALID_VALUE', at, found.message)];
    }
  }
}

/** A refinement may name the code and the hint of what it finds, as `params`. */
function ofRefinement({ params = {}, message }: z.core.$ZodIssueCustom, at: string): Finding {
  const code = isIssueCode(params.code) ? params.code : 'INVALID_VALUE';
  return issue(code, at, message, typeof params.hint === 'string' ? params.hint : undefined);
}

const CODES: Partial<Record<ZodIssue['code'], IssueCode>> = {
  invalid_type: 'WRONG_TYPE',
  too_big: 'OUT_OF_RANGE',
  too_small: 'OUT_OF_RANGE',
  not_multiple_of: 'OUT_OF_RANGE',
  invalid_format: 'WRONG_FORMAT',
};

/** The branch that came furthest is the one that the author meant; when none did, all that is possible is named. */
function translateUnion(found: z.core.$ZodIssueInvalidUnion, path: Path, subject: Subject): Finding[] {
  const at = pointer([...subject.at, ...path]);
  if (valueAt(subject.value, path) === undefined) return [missing(path, at)];
  const meant = nearestBranch(found.errors, isDeeper) ?? nearestBranch(found.errors, isOutOfRange);
  if (meant) return meant.flatMap((inner) => translate(inner, path, subject));
  const issues = found.errors.flat();
  const messages = [...new Set(issues.map(({ message }) => message))].slice(0, 4);
  const code = issues.some((inner) => inner.code === 'invalid_value') ? 'INVALID_VALUE' : 'WRONG_TYPE';
  return [issue(code, at, messages.length > 0 ? messages.join('; or: ') : found.message)];
}

/** The value is of the branch's type, and what is wrong lies within it. */
const isDeeper = (found: ZodIssue): boolean => found.path.length > 0;
const isOutOfRange = (found: ZodIssue): boolean => found.code === 'too_big' || found.code === 'too_small';

const nearestBranch = (branches: readonly ZodIssue[][], fits: (found: ZodIssue) => boolean): ZodIssue[] | undefined =>
  branches
    .filter((branch) => branch.length > 0 && branch.every(fits))
    .toSorted((a, b) => a.length - b.length)
    .at(0);

function missing(path: Path, at: string): Finding {
  const field = path.at(-1);
  return issue(
    'MISSING_FIELD',
    at,
    field === undefined ? 'It is missing.' : `The field "${String(field)}" is missing.`,
  );
}

function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = Reflect.get(inner, key);
  }
  return inner;
}

/** Names of the fields that a schema knows at a path, as far as it is made of plain objects and arrays. */
function fieldsAt(schema: z.ZodType, path: Path): string[] {
  let inner: unknown = schema;
  for (const key of path) {
    inner = unwrap(inner);
    if (inner instanceof z.ZodObject) inner = inner.shape[String(key)];
    else if (inner instanceof z.ZodArray) inner = inner.element;
    else return [];
  }
  inner = unwrap(inner);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap();
  return inner;
}
