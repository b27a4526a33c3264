import { describe, expect, it } from 'vitest';
import { etagOf, requireMatch } from '../../../../shared/domain/workflow/revision.ts';

describe('requireMatch', () => {
  const draft = { revision: 12 };

  it.each([etagOf(draft), '*', 'W/"r12"', '"r1", "r12"', ' "r12" '])('accepts %s for the revision 12', (ifMatch) => {
    expect(() => requireMatch(ifMatch, draft)).not.toThrow();
  });

  it.each(['"r1"', '"r123"', 'r12', '', '"*"', 'W/"r2"'])(
    'refuses %j with 412 and names the ETag of now',
    (ifMatch) => {
      expect(() => requireMatch(ifMatch, draft)).toThrow(
        expect.objectContaining({ status: 412, code: 'PRECONDITION_FAILED', extra: { etag: '"r12"' } }),
      );
    },
  );
});
