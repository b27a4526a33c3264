import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { VERSION } from '../../../shared/contract/version.ts';

describe('the version', () => {
  it('is the one of the package', () => {
    expect(VERSION).toBe(manifest.version);
  });
});
