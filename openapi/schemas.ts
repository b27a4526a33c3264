import * as z from 'zod';
import type { JsonSchema, Reference } from './open-api.ts';

/** What a schema describes: what a caller may send, or what an answer has. */
export type Direction = 'input' | 'output';

const PLACE = '#/components/schemas/';
const DEFS = '#/$defs/';

/** Collects the schemas that have a name of their own: each stands once in the document. */
export class Schemas {
  readonly #named = new Map<string, JsonSchema>();

  /** The schema for its place in the document: in full, or a reference when it has a name. */
  of(schema: z.ZodType, direction: Direction): JsonSchema | Reference {
    return this.add(
      z.toJSONSchema(schema, { target: 'draft-2020-12', io: direction, unrepresentable: 'any', override: portable }),
    );
  }

  /** Takes over what a schema defines for itself. @throws Error when two schemas want one name */
  add({ $schema: _schema, $id: _id, $defs = {}, ...schema }: JsonSchema): JsonSchema {
    for (const [name, definition] of Object.entries($defs as Record<string, JsonSchema>)) this.name(name, definition);
    return relocate(schema);
  }

  /** @throws Error when another schema has the name */
  name(name: string, { $schema: _schema, $id: _id, id: _name, ...schema }: JsonSchema): Reference {
    const placed = relocate(schema);
    const known = this.#named.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(placed)) {
      throw new Error(`Two schemas are called ${name}, and differ.`);
    }
    this.#named.set(name, placed);
    return { $ref: PLACE + name };
  }

  all(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#named].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Moves references from a schema's own definitions to those of the document, and drops patterns that are not portable. */
function relocate(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') return value.replace(DEFS, PLACE);
    if (key === 'pattern' && typeof value === 'string') return isPortable(value) ? value : undefined;
    return value;
  });
  return JSON.parse(text) as JsonSchema;
}

/** Look-behinds and classes of Unicode are beyond the regular expressions of many languages that read the document. */
const isPortable = (pattern: string): boolean => !/\\[pP]\{|\(\?<[=!]|\\u\{/.test(pattern);

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** A time says by its format what it is: the pattern of every leap year helps nobody. */
const portable: Override = ({ jsonSchema }) => {
  if (jsonSchema.format === 'date-time' || jsonSchema.format === 'email') delete jsonSchema.pattern;
  // Whole numbers of JavaScript: a bound that no caller cares for.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') delete jsonSchema.propertyNames;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
};
