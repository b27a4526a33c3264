import { describe, expect, it } from 'vitest';
import { parseBenchOptions } from '../../bench/options.ts';

describe('parseBenchOptions', () => {
  it('counts transitions on a cloud unless told otherwise', () => {
    expect(parseBenchOptions([])).toMatchObject({ cloud: true, help: false });
    expect(parseBenchOptions(['--no-cloud', '--rounds', '3'])).toEqual({ cloud: false, rounds: 3, help: false });
  });

  it.each(['0', '1.5', 'many'])('refuses %s as a number of samples', (rounds) => {
    expect(() => parseBenchOptions(['--rounds', rounds])).toThrow(`--rounds ${rounds}`);
  });

  it('refuses arguments that it does not know', () => {
    expect(() => parseBenchOptions(['--fast'])).toThrow('--fast');
  });
});
