import type { Item } from './item.ts';

/** How one field of a record stands in an item. */
interface Codec<Value> {
  /** The attribute's name; left out, it is the field's own. */
  readonly attribute?: string;
  readonly optional: boolean;
  encode(value: Value): unknown;
  decode(attribute: unknown): Value;
}

type RequiredCodec<Value> = Codec<Value> & { readonly optional: false };
type OptionalCodec<Value> = Codec<Value> & { readonly optional: true };

/** A codec for each field, so that a field added to a record does not compile before it is stored. */
export type Fields<Entity> = {
  readonly [Key in keyof Entity]-?: Record<string, never> extends Pick<Entity, Key>
    ? OptionalCodec<Exclude<Entity[Key], undefined>>
    : RequiredCodec<Entity[Key]>;
};

const plain = <Value>(type: 'string' | 'number' | 'boolean'): RequiredCodec<Value> => ({
  optional: false,
  encode: (value) => value,
  decode: (attribute) => hold(attribute, type) as Value,
});

export const text = <Value extends string = string>() => plain<Value>('string');
export const number = () => plain<number>('number');
export const flag = () => plain<boolean>('boolean');

export const binary = (): RequiredCodec<Uint8Array> => ({
  optional: false,
  encode: (value) => value,
  decode: (attribute) => {
    if (attribute instanceof Uint8Array) return attribute;
    throw new TypeError('A stored attribute is not binary.');
  },
});

/** Null has a type of its own in the table, so it is stored and compared like any value. */
export const nullable = <Value>(codec: RequiredCodec<Value>): RequiredCodec<Value | null> => ({
  optional: false,
  encode: (value) => (value === null ? null : codec.encode(value)),
  decode: (attribute) => (attribute === null ? null : codec.decode(attribute)),
});

/** A value as a JSON string: DynamoDB's maps end at 32 levels, and its numbers are not JavaScript's. */
export const json = <Value>(): RequiredCodec<Value> => ({
  optional: false,
  encode: (value) => JSON.stringify(value),
  decode: (attribute) => JSON.parse(hold(attribute, 'string') as string) as Value,
});

/** The same codec for a field that may be absent, under another attribute's name if one is given. */
export const optional = <Value>(codec: RequiredCodec<Value>, attribute?: string): OptionalCodec<Value> => ({
  ...codec,
  optional: true,
  ...(attribute === undefined ? {} : { attribute }),
});

/** Attributes of a record; fields that are absent leave none. */
export function encode<Entity extends object>(fields: Fields<Entity>, entity: Entity): Item {
  const item: Item = {};
  for (const [field, codec] of codecsOf(fields)) {
    const value: unknown = Reflect.get(entity, field);
    if (value !== undefined) item[codec.attribute ?? field] = codec.encode(value);
  }
  return item;
}

/** @throws TypeError when an attribute is missing or is of another type than the record's. */
export function decode<Entity extends object>(fields: Fields<Entity>, item: Item): Entity {
  const entity: Record<string, unknown> = {};
  for (const [field, codec] of codecsOf(fields)) {
    const attribute = item[codec.attribute ?? field];
    if (attribute !== undefined) entity[field] = codec.decode(attribute);
    else if (!codec.optional) throw new TypeError(`A stored item has no ${field}.`);
  }
  return entity as Entity;
}

const codecsOf = <Entity>(fields: Fields<Entity>) => Object.entries(fields) as [string, Codec<unknown>][];

function hold(attribute: unknown, type: 'string' | 'number' | 'boolean'): unknown {
  if (typeof attribute !== type) throw new TypeError(`A stored attribute is not a ${type}.`);
  return attribute;
}
