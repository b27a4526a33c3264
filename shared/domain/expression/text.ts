import { ExpressionError, failed } from './errors.ts';
import { MAX_PIECES } from './limits.ts';
import { type Signature, signature } from './signature.ts';
import type { Value } from './value.ts';
import type { Work } from './work.ts';

/** Letters outside of ASCII are looked up in tables, one by one. */
const CONVERTED_PER_UNIT = 4;

/** V8 skips at most 250 characters at a mismatch: a longer needle can cost its length at every 250th position. */
const LONG_NEEDLE = 256;
const LONG_NEEDLE_STEPS_PER_UNIT = 64;

/** Pays for looking for `needle` anywhere in `text`. */
function search(text: string, needle: string, work: Work): void {
  work.read(2 * text.length + needle.length);
  if (needle.length > LONG_NEEDLE) work.spend((text.length * needle.length) / LONG_NEEDLE_STEPS_PER_UNIT);
}

const SURROGATE = /[\uD800-\uDFFF]/;

/** The text by code points, as CEL counts; a string when each is one unit. */
function codePoints(text: string, work: Work): string | string[] {
  work.read(text.length);
  if (!SURROGATE.test(text)) return text;
  work.spend(text.length);
  return Array.from(text);
}

export const countCodePoints = (text: string, work: Work): number => codePoints(text, work).length;

function substring(text: string, start: number, end: number | undefined, work: Work): string {
  const points = codePoints(text, work);
  const stop = end ?? points.length;
  if (!Number.isInteger(start) || !Number.isInteger(stop) || start < 0 || stop < start || stop > points.length) {
    throw failed(`substring(${start}, ${stop}) is outside a string of ${points.length} characters.`);
  }
  const cut = points.slice(start, stop);
  return typeof cut === 'string' ? cut : cut.join('');
}

function split(text: string, separator: string, work: Work): readonly string[] {
  search(text, separator, work);
  const pieces = separator === '' ? Array.from(codePoints(text, work)) : text.split(separator, MAX_PIECES + 1);
  if (pieces.length > MAX_PIECES) {
    throw new ExpressionError('EXPRESSION_TOO_LARGE', `The string has more than ${MAX_PIECES} pieces.`);
  }
  work.spend(2 * pieces.length);
  return pieces;
}

function join(list: readonly Value[], separator: string, work: Work): string {
  work.spend(2 * list.length);
  let length = separator.length * Math.max(0, list.length - 1);
  const pieces = list.map((element) => {
    if (typeof element === 'string' || typeof element === 'number' || typeof element === 'boolean')
      return String(element);
    throw failed(
      'join() takes a list of strings, numbers and bools.',
      'Convert the elements first: list.map(x, json(x)).',
    );
  });
  for (const piece of pieces) length += piece.length;
  work.makeString(length);
  return pieces.join(separator);
}

function replace(text: string, from: string, to: string, work: Work): string {
  if (from === '') throw failed('replace() needs something to look for, not an empty string.');
  return join(split(text, from, work), to, work);
}

function indexOf(text: string, needle: string, work: Work): number {
  search(text, needle, work);
  const index = text.indexOf(needle);
  return index === -1 ? -1 : countCodePoints(text.slice(0, index), work);
}

const convert = (change: (text: string) => string): Signature =>
  signature(['string'], ([text], work) => {
    work.spend(text.length / CONVERTED_PER_UNIT);
    const changed = change(text);
    // One character can turn into three.
    work.makeString(changed.length);
    return changed;
  });

/** Whether `text` has `part` at one of its ends; a part that is as long as the text costs as much as comparing them. */
const hasAt = (find: (text: string, part: string) => boolean): Signature =>
  signature(['string', 'string'], ([text, part], work) => {
    work.read(part.length);
    return find(text, part);
  });

const lower = convert((text) => text.toLowerCase());
const upper = convert((text) => text.toUpperCase());

/** Methods of strings, and `join` of lists, by name and number of arguments after the dot. */
export const TEXT_METHODS: Readonly<Record<string, Signature>> = {
  'startsWith/1': hasAt((text, start) => text.startsWith(start)),
  'endsWith/1': hasAt((text, end) => text.endsWith(end)),
  'contains/1': signature(['string', 'string'], ([text, needle], work) => {
    search(text, needle, work);
    return text.includes(needle);
  }),
  'indexOf/1': signature(['string', 'string'], ([text, needle], work) => indexOf(text, needle, work)),
  'substring/1': signature(['string', 'number'], ([text, start], work) => substring(text, start, undefined, work)),
  'substring/2': signature(['string', 'number', 'number'], ([text, start, end], work) =>
    substring(text, start, end, work),
  ),
  'trim/0': convert((text) => text.trim()),
  'lower/0': lower,
  'upper/0': upper,
  'lowerAscii/0': lower,
  'upperAscii/0': upper,
  'split/1': signature(['string', 'string'], ([text, separator], work) => split(text, separator, work)),
  'join/0': signature(['list'], ([list], work) => join(list, '', work)),
  'join/1': signature(['list', 'string'], ([list, separator], work) => join(list, separator, work)),
  'replace/2': signature(['string', 'string', 'string'], ([text, from, to], work) => replace(text, from, to, work)),
};
