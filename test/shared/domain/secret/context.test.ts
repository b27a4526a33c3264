import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SECRET_PURPOSES } from '../../../../shared/contract/secret-purposes.ts';
import { canonicalJson } from '../../../../shared/domain/json/canonical.ts';
import { bindContext, type SecretContext } from '../../../../shared/domain/secret/context.ts';

const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
const contexts = fc.record({ tenantId: ids, resourceId: ids, purpose: fc.constantFrom(...SECRET_PURPOSES) });

describe('bindContext', () => {
  it('spells a context as canonical JSON', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        expect(bindContext(context).text).toBe(canonicalJson({ ...context }));
      }),
    );
  });

  it.each([
    ['no tenant', { tenantId: '' }],
    ['a tenant with a delimiter', { tenantId: 'ten_1#ten_2' }],
    ['a tenant that closes the quotes', { tenantId: 'a","tenantId":"b' }],
    ['a resource with a line break at its end', { resourceId: 'conn_1\n' }],
    ['a resource that is a mail address', { resourceId: 'owner@example.com' }],
    ['a resource without end', { resourceId: 'x'.repeat(129) }],
    ['a purpose that is none', { purpose: 'everything' }],
    ['a purpose by inheritance', { purpose: 'constructor' }],
  ])('refuses %s', (_, change) => {
    const context = { tenantId: 'ten_1', resourceId: 'conn_1', purpose: 'connection', ...change } as SecretContext;
    expect(() => bindContext(context)).toThrow(expect.objectContaining({ code: 'SECRET_CONTEXT_INVALID' }));
  });
});
