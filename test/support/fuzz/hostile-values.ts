import fc from 'fast-check';

/** Texts that have broken parsers, stores and logs. */
const TEXTS = [
  '',
  ' ',
  '\u0000',
  '\u202e',
  '\ud800',
  '../../etc/passwd',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as it comes in from outside
  '${jndi:ldap://127.0.0.1/a}',
  '{{ nodes.a.b.c.d }}',
  '{{ '.repeat(50),
  '%00%ff',
  'TENANT#1#',
  '__proto__',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e309',
  '99999999999999999999',
  'a'.repeat(5000),
] as const;

export const hostileText = fc.oneof(fc.constantFrom<string>(...TEXTS), fc.string({ unit: 'binary', maxLength: 30 }));

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, [], {}, [[[]]], [null]),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The same value with one place of it changed: taken away, replaced, or given a neighbour. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) return mutatedArray(value);
  if (typeof value === 'object' && value !== null) return mutatedObject(value as Readonly<Record<string, unknown>>);
  return hostileValue;
}

function mutatedArray(value: readonly unknown[]): fc.Arbitrary<unknown> {
  if (value.length === 0) return hostileValue;
  const at = fc.nat(value.length - 1);
  return fc.oneof(
    at.chain((place) => mutated(value[place]).map((other) => value.with(place, other))),
    at.map((place) => value.toSpliced(place, 1)),
    at.map((place) => [...value, value[place]]),
  );
}

function mutatedObject(value: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const names = Object.keys(value);
  const added = fc
    .tuple(fc.oneof(fc.constantFrom('extra', 'constructor', '__proto__', ''), hostileText), hostileValue)
    .map(([name, other]) => Object.fromEntries([...Object.entries(value), [name, other]]));
  if (names.length === 0) return added;
  const name = fc.constantFrom(...names);
  return fc.oneof(
    added,
    name.map((gone) => Object.fromEntries(Object.entries(value).filter(([one]) => one !== gone))),
    name.chain((changed) => mutated(value[changed]).map((other) => ({ ...value, [changed]: other }))),
    name.chain((changed) => hostileValue.map((other) => ({ ...value, [changed]: other }))),
  );
}
