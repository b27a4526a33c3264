import type { Item } from '../../../shared/clients/dynamodb/item.ts';
import { Tokens } from './tokens.ts';

export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

/** Whether a condition holds of an item, in the part of DynamoDB's language that the stores speak. */
export function holds(expression: string, item: Item | undefined, placeholders: Placeholders): boolean {
  const reader = new Reader(new Tokens(expression), item ?? {}, placeholders);
  const result = reader.condition();
  if (reader.tokens.next !== undefined) throw new Error(`not faked: ${reader.tokens.next} in ${expression}`);
  return result;
}

/** The item after an update. */
export function updated(expression: string, item: Item, placeholders: Placeholders): Item {
  const reader = new Reader(new Tokens(expression), item, placeholders);
  const after: Item = { ...item };
  while (reader.tokens.next !== undefined) {
    const clause = reader.tokens.take().toUpperCase();
    do {
      const name = reader.name();
      if (clause === 'REMOVE') delete after[name];
      else if (clause === 'ADD') after[name] = Number(item[name] ?? 0) + Number(reader.operand());
      else if (clause === 'SET') after[name] = assigned(reader);
      else throw new Error(`not faked: ${clause}`);
    } while (reader.tokens.takeIf(','));
  }
  return after;
}

function assigned(reader: Reader): unknown {
  reader.tokens.expect('=');
  const value = reader.operand();
  if (reader.tokens.takeIf('+')) return Number(value) + Number(reader.operand());
  if (reader.tokens.takeIf('-')) return Number(value) - Number(reader.operand());
  return value;
}

const COMPARE: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

class Reader {
  readonly tokens: Tokens;
  readonly #item: Item;
  readonly #placeholders: Placeholders;

  constructor(tokens: Tokens, item: Item, placeholders: Placeholders) {
    this.tokens = tokens;
    this.#item = item;
    this.#placeholders = placeholders;
  }

  condition(): boolean {
    let result = this.#conjunction();
    while (this.tokens.takeIf('OR')) result = this.#conjunction() || result;
    return result;
  }

  name(): string {
    const token = this.tokens.take();
    if (!token.startsWith('#')) return token;
    return given(this.#placeholders.names, token) as string;
  }

  operand(): unknown {
    if (this.tokens.next?.startsWith(':')) return given(this.#placeholders.values, this.tokens.take());
    if (!this.tokens.takeIf('IF_NOT_EXISTS')) return this.#item[this.name()];
    return this.#arguments(() => {
      const stored = this.#item[this.name()];
      this.tokens.expect(',');
      const other = this.operand();
      return stored ?? other;
    });
  }

  #conjunction(): boolean {
    let result = this.#term();
    while (this.tokens.takeIf('AND')) result = this.#term() && result;
    return result;
  }

  #term(): boolean {
    if (this.tokens.takeIf('NOT')) return !this.#term();
    if (this.tokens.next === '(') return this.#arguments(() => this.condition());
    if (this.tokens.takeIf('ATTRIBUTE_EXISTS')) return this.#arguments(() => this.#item[this.name()] !== undefined);
    if (this.tokens.takeIf('ATTRIBUTE_NOT_EXISTS')) return this.#arguments(() => this.#item[this.name()] === undefined);
    if (this.tokens.takeIf('BEGINS_WITH')) return this.#arguments(() => this.#beginsWith());
    const left = this.operand();
    if (this.tokens.takeIf('BETWEEN')) return this.#between(left);
    const compare = given(COMPARE, this.tokens.take()) as (order: number) => boolean;
    const right = this.operand();
    // Nothing compares to what is not there, nor to another type.
    return left !== undefined && typeof left === typeof right && compare(orderOf(left, right));
  }

  #beginsWith(): boolean {
    const text = String(this.operand());
    this.tokens.expect(',');
    return text.startsWith(String(this.operand()));
  }

  #between(value: unknown): boolean {
    const least = this.operand();
    this.tokens.expect('AND');
    const most = this.operand();
    return orderOf(value, least) >= 0 && orderOf(value, most) <= 0;
  }

  #arguments<Result>(read: () => Result): Result {
    this.tokens.expect('(');
    const result = read();
    this.tokens.expect(')');
    return result;
  }
}

/** By value, strings by their bytes. */
export function orderOf(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (left === right) return 0;
  return Number(left) - Number(right);
}

function given(record: Readonly<Record<string, unknown>>, name: string): unknown {
  if (!(name in record)) throw new Error(`There is no ${name}.`);
  return record[name];
}
