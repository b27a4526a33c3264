import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../shared/domain/json/json.ts';
import { matchSchema } from '../../../../shared/domain/json-schema/match-schema.ts';

const SCHEMA: JsonObject = {
  type: 'object',
  required: ['orderId'],
  additionalProperties: false,
  properties: {
    orderId: { type: 'string', minLength: 3 },
    'total/€': { type: 'number', minimum: 0 },
    lines: { type: 'array', items: { type: 'object', required: ['sku'] } },
    color: { enum: ['red', 'green'] },
    when: { type: 'string', format: 'date-time' },
  },
};

/** A hundred alternatives, none of which any item matches. */
const BRANCH = { type: 'object', properties: { a: { minimum: 1 } }, minProperties: 1 };
const LONG = { properties: { a: { items: { anyOf: Array.from({ length: 100 }, () => BRANCH) } } } };

async function told(schema: JsonObject, value: Json, at = ''): Promise<string[]> {
  const match = await matchSchema(schema, value, at);
  return match.kind === 'mismatch' ? match.issues.map(({ path, code }) => `${code} ${path}`) : [match.kind];
}

describe('matchSchema', () => {
  it('accepts what matches', async () => {
    const value = { orderId: 'o-1', 'total/€': 0, lines: [{ sku: 'x' }], color: 'red', when: '2026-01-31T09:00:00Z' };
    expect(await told(SCHEMA, value)).toEqual(['match']);
  });

  it('tells all that is wrong, with pointers that begin where the value lies', async () => {
    const value = { orderId: 'o', 'total/€': -1, lines: [{ sku: 'x' }, {}], color: 'blue', when: 'today', extra: 1 };
    expect((await told(SCHEMA, value, '/data')).toSorted()).toEqual(
      [
        'OUT_OF_RANGE /data/orderId',
        'OUT_OF_RANGE /data/total~1€',
        'MISSING_FIELD /data/lines/1',
        'INVALID_VALUE /data/color',
        'WRONG_FORMAT /data/when',
        'UNKNOWN_FIELD /data/extra',
      ].toSorted(),
    );
    expect(await told(SCHEMA, null)).toContain('WRONG_TYPE ');
  });

  it.each([
    [{ type: 'number' }, 'x', ['WRONG_TYPE ']],
    [{ const: 1 }, 2, ['INVALID_VALUE ']],
    [{ items: false }, [1], ['UNKNOWN_FIELD /0']],
  ])('checks values of any type: %j', async (schema, value, expected) => {
    expect(await told(schema, value as Json)).toEqual(expected);
  });

  it('stops at the first fault of a large value', async () => {
    const lines = Array.from({ length: 20_000 }, () => ({}));
    expect(await told(SCHEMA, { orderId: 'o-1', lines })).toEqual(['MISSING_FIELD /lines/0']);
  });

  it('does not begin what would take too long', async () => {
    const schema = { properties: { a: { items: { allOf: Array.from({ length: 200 }, () => true) } } } };
    expect(await told(schema, { a: Array.from({ length: 100_000 }, () => 0) })).toEqual(['tooLarge']);
  });

  it('spends about a second at most on the largest work that it accepts', async () => {
    const start = performance.now();
    await matchSchema(LONG, { a: Array.from({ length: 3500 }, () => ({ a: 0 })) }, '');
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('lets timers have their turn between long checks', async () => {
    const value = { a: Array.from({ length: 350 }, () => ({ a: 0 })) };
    await matchSchema(LONG, value, '');
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    for (let check = 0; check < 20; check += 1) await matchSchema(LONG, value, '');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it('refuses names that cannot be spelled in a pointer, instead of failing', async () => {
    expect(await told({ additionalProperties: { type: 'number' } }, { '\ud800': 'x' })).toEqual([]);
  });

  it('tells at most 50 things in short texts', async () => {
    const fields = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f${index}`, 1]));
    expect(await told({ additionalProperties: false }, fields)).toHaveLength(50);
    const long = await matchSchema({ enum: Array.from({ length: 1000 }, (_, n) => `value ${n}`) }, 1, '');
    expect(long.kind === 'mismatch' && long.issues[0]?.message.length).toBeLessThanOrEqual(300);
  });
});
