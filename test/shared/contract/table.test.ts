import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keys } from '../../../shared/contract/table.ts';

/** The partitions that belong to no tenant, or to several. Every other one begins with its tenant. */
const OF_NO_TENANT = [
  'tenants',
  'apiKey',
  'user',
  'userTenant',
  'invitationToken',
  'dueShard',
  'migrations',
  'audit',
  'jobs',
];
const TENANTS = Object.entries(keys as Readonly<Record<string, (...parts: never[]) => unknown>>).filter(
  ([name]) => !OF_NO_TENANT.includes(name),
);

const build = (builder: (...parts: never[]) => unknown, ...parts: readonly unknown[]): string => {
  const key = builder(...(parts as never[]));
  return typeof key === 'string' ? key : (key as { pk: string }).pk;
};
const id = fc.stringMatching(/^[\w-]{1,20}$/);
const crafted = fc.oneof(
  fc.string().filter((text) => !/^[\w-]+$/.test(text) && text !== '{}'),
  fc.tuple(id, fc.constantFrom('#', '*', '?', '\n', '#RUN#', ' ', '/')).map((parts) => parts.join('')),
);

describe('the keys of a tenant', () => {
  it('are most of them', () => {
    expect(TENANTS.length).toBeGreaterThan(10);
  });

  it.each(TENANTS)('%s: begins with the tenant and a delimiter, and ends in one', (_name, builder) => {
    fc.assert(
      fc.property(id, id, fc.nat(99), (tenantId, other, number) => {
        const partition = build(builder, tenantId, other, number, number);
        expect(partition.startsWith(`TENANT#${tenantId}#`)).toBe(true);
        expect(partition.endsWith('#')).toBe(true);
      }),
    );
  });

  it.each(TENANTS)('%s: refuses an id of a tenant that could name another', (_name, builder) => {
    fc.assert(
      fc.property(crafted, (tenantId) => {
        expect(() => build(builder, tenantId, 'x', 1, 1)).toThrow(TypeError);
      }),
    );
  });

  it.each(TENANTS)('%s: takes no delimiter from any other id of the partition', (_name, builder) => {
    const plain = build(builder, 'a', 'x', 'x', 'x');
    const parts = [1, 2, 3].map((at) => ['a', 'x', 'x', 'x'].with(at, 'x#y'));
    for (const crafted of parts) {
      const made = attempt(() => build(builder, ...crafted));
      expect([plain, 'refused']).toContain(made);
    }
  });
});

function attempt(make: () => string): string {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError) return 'refused';
    throw error;
  }
}
