import { describe, expect, it } from 'vitest';
import { hostAndPort, parseAllowList } from '../../../../shared/clients/http/allow-list.ts';
import { parseTarget } from '../../../../shared/clients/http/target.ts';
import { guardsFor } from '../../../../shared/clients/http/transport.ts';

const { reach } = guardsFor(parseAllowList(['LOCALHOST:4566', '127.0.0.1:8080', '[::1]:9000', 'plain.test:80']), []);
const outcome = (url: string) => {
  try {
    return parseTarget(url, reach).allowed;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('parseAllowList', () => {
  it('lets exactly the named host and port through', () => {
    expect(['http://localhost:4566/x', 'http://127.0.0.1:8080/', 'http://[::1]:9000/'].map(outcome)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('reads other spellings of the same host and port as the same', () => {
    expect(
      ['http://127.1:8080/', 'http://0x7f000001:8080/', 'http://[0:0::1]:9000/', 'http://plain.test/'].map(outcome),
    ).toEqual([true, true, true, true]);
  });

  it('lets no other port and no other address through', () => {
    expect(
      ['http://127.0.0.1/', 'http://127.0.0.1:8081/', 'http://127.0.0.2:8080/', 'http://[::1]:9001/'].map(outcome),
    ).toEqual(Array.from({ length: 4 }, () => 'ADDRESS_REFUSED'));
    expect(
      ['http://localhost:4567/', 'http://localhost.:4566/', 'http://a.localhost:4566/', 'https://plain.test/'].map(
        outcome,
      ),
    ).toEqual([false, false, false, false]);
  });

  it.each([
    'localhost',
    'http://localhost:80',
    'localhost:',
    ':80',
    '::1:80',
    'a b:80',
    'localhost:99999',
    'x@localhost:80',
    'localhost:80/',
    '',
  ])('throws at the entry "%s"', (entry) => {
    expect(() => parseAllowList([entry])).toThrow(`'${entry}'`);
  });
});

describe('hostAndPort', () => {
  it('names the port that a scheme implies', () => {
    expect(['https://a.test/', 'http://a.test/', 'https://a.test:80/'].map((url) => hostAndPort(new URL(url)))).toEqual(
      ['a.test:443', 'a.test:80', 'a.test:80'],
    );
  });
});
