import { describe, expect, it } from 'vitest';
import { CloudFailure } from '../../../local/cloud/failure.ts';
import { parseStartOptions } from '../../../local/cloud/options.ts';

describe('parseStartOptions', () => {
  it('starts the default cloud on 8787 with Redis when nothing is said', () => {
    expect(parseStartOptions([])).toEqual({
      name: 'default',
      port: 8787,
      allow: [],
      redis: true,
      fresh: false,
      sparesDemo: true,
      detach: false,
      json: false,
      help: false,
    });
  });

  it('takes the allow list repeated and with commas, sorted and once each', () => {
    const { allow } = parseStartOptions([
      '--allow',
      'b.test:1',
      '--allow',
      'a.test:65535,b.test:1',
      '--allow=[::1]:80',
    ]);
    expect(allow).toEqual(['[::1]:80', 'a.test:65535', 'b.test:1']);
  });

  it('takes the switches', () => {
    const options = parseStartOptions(['--detach', '--json', '--no-redis', '--fresh', '--port', '0', '--name', 'two']);
    expect(options).toMatchObject({ detach: true, json: true, redis: false, fresh: true, port: 0, name: 'two' });
  });

  it.each([
    [['--port', '65536'], '--port 65536'],
    [['--port', '-1'], '--port'],
    [['--port', '80x'], '--port 80x'],
    [['--allow', 'localhost'], '--allow localhost'],
    [['--allow', 'localhost:0'], '--allow localhost:0'],
    [['--allow', 'http://localhost:80'], '--allow http://localhost:80'],
    [['--name', '../other'], '--name ../other'],
    [['--name', 'venv'], '--name venv'],
    [['--name', 'A'], '--name A'],
    [['--colour'], '--colour'],
    [['extra'], 'extra'],
  ])('refuses %j and names what is wrong', (args, named) => {
    const parse = () => parseStartOptions(args);
    expect(parse).toThrow(CloudFailure);
    expect(parse).toThrow(named);
  });
});
