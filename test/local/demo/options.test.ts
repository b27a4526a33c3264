import { describe, expect, it } from 'vitest';
import { parseDemoOptions } from '../../../local/demo/options.ts';

describe('parseDemoOptions', () => {
  it('takes the default cloud and tells people', () => {
    expect(parseDemoOptions([])).toEqual({ name: 'default', json: false, help: false });
  });

  it('reads all options', () => {
    expect(parseDemoOptions(['--json', '--name', 'other', '-h'])).toEqual({ name: 'other', json: true, help: true });
  });

  it.each([[['--what']], [['extra']], [['--name', '../x']]])('refuses %j', (args) => {
    expect(() => parseDemoOptions(args)).toThrow(expect.objectContaining({ name: 'CloudFailure' }));
  });
});
