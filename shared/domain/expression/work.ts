import { tooExpensive, tooLarge } from './errors.ts';
import { MAX_RESULT_SIZE, MAX_STRING_LENGTH, MAX_WORK } from './limits.ts';
import type { Scope, Value, ValueMap } from './value.ts';

/** Copying, comparing or flattening this many characters costs about one unit. */
const CHARACTERS_PER_UNIT = 16;
const UNITS_PER_KEY = 2;

/** Counts what one evaluation does, and ends it at the cap. */
export class Work {
  #left = MAX_WORK;

  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw tooExpensive();
  }

  /** Pays for reading a string once. */
  read(length: number): void {
    this.spend(length / CHARACTERS_PER_UNIT);
  }

  /** Pays for a new string; call before making it. */
  makeString(length: number): void {
    if (length > MAX_STRING_LENGTH) throw tooLarge(`A string would be longer than ${MAX_STRING_LENGTH} characters.`);
    this.read(length);
  }

  /** The keys of a map, paid for. */
  keys(map: ValueMap): readonly string[] {
    const keys = Object.keys(map);
    this.spend(keys.length * UNITS_PER_KEY);
    return keys;
  }
}

/** Measures what turns into JSON, in characters, and ends it at the cap. */
export class Meter {
  #size = 0;

  get size(): number {
    return this.#size;
  }

  grow(size: number): void {
    this.#size += size;
    if (this.#size > MAX_RESULT_SIZE)
      throw tooLarge(`The result is larger than ${MAX_RESULT_SIZE} characters of JSON.`);
  }
}

/** One evaluation under way. */
export interface Frame {
  readonly scope: Scope;
  readonly work: Work;
  /** All results together. */
  readonly results: Meter;
  /** Values of the macro variables, by slot. */
  readonly locals: Value[];
}

/** A compiled piece of an expression. */
export type Code = (frame: Frame) => Value;
