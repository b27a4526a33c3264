import { describe, expect, it } from 'vitest';
import { parseBenchOptions, SECTIONS } from '../../bench/options.ts';

describe('parseBenchOptions', () => {
  it('measures everything, on a cloud too, unless told otherwise', () => {
    expect(parseBenchOptions([])).toMatchObject({ cloud: true, sections: new Set(SECTIONS), help: false });
    expect(parseBenchOptions(['--no-cloud', '--rounds', '3'])).toMatchObject({ cloud: false, rounds: 3 });
  });

  it('measures only what is named', () => {
    const { sections } = parseBenchOptions(['--only', 'memory', '--only', 'latency']);
    expect(sections).toEqual(new Set(['memory', 'latency']));
    expect(() => parseBenchOptions(['--only', 'speed'])).toThrow('--only speed');
  });

  it.each(['0', '1.5', 'many'])('refuses %s as a number of samples', (rounds) => {
    expect(() => parseBenchOptions(['--rounds', rounds])).toThrow(`--rounds ${rounds}`);
  });

  it('refuses arguments that it does not know', () => {
    expect(() => parseBenchOptions(['--fast'])).toThrow('--fast');
  });
});
