import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../../shared/clients/http/target.ts';
import { guardsFor } from '../../../../shared/clients/http/transport.ts';

const { reach } = guardsFor(new Set(['intern.test:25', '10.0.0.1:8080']), ['bad.test', '10.0.0.0/30']);
const code = (url: string, base?: URL) => {
  try {
    return parseTarget(url, reach, base).url.href;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('parseTarget', () => {
  it('takes http and https', () => {
    expect(code('https://Example.com:8443/a?b=c')).toBe('https://example.com:8443/a?b=c');
    expect(code('http://example.com')).toBe('http://example.com/');
  });

  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:1',
    'gopher://example.com/',
    'ws://example.com/',
    'blob:https://example.com/1',
    'http+unix://%2Ftmp%2Fs/',
    'example.com',
    '/path',
    '',
    'http://',
    'https://:80/',
    '//example.com/',
  ])('refuses "%s"', (url) => {
    expect(code(url)).toBe('URL_INVALID');
  });

  it.each(['https://user@example.com/', 'https://user:pass@example.com/', 'https://:pass@example.com/'])(
    'refuses the credentials of %s',
    (url) => {
      expect(code(url)).toBe('URL_INVALID');
    },
  );

  it('refuses a URL over 8 KB, also when encoding or the base make it so long', () => {
    const base = new URL(`https://example.com/${'d'.repeat(5000)}/`);
    expect(code(`https://example.com/${'x'.repeat(8172)}`)).toMatch(/^https:/);
    expect(code(`https://example.com/${'x'.repeat(8173)}`)).toBe('URL_INVALID');
    expect(code(`https://example.com/${'ü'.repeat(3000)}`)).toBe('URL_INVALID');
    expect(code('x'.repeat(5000), base)).toBe('URL_INVALID');
  });

  it('reads what a redirect says relative to where it came from', () => {
    expect(code('../b?c', new URL('https://example.com/x/y/z'))).toBe('https://example.com/x/b?c');
    expect(code('//other.test/b', new URL('https://example.com/'))).toBe('https://other.test/b');
  });

  it.each([0, 1, 22, 25, 110, 143, 6000, 6667, 10_080])('refuses the port %i, which is of another protocol', (port) => {
    expect(code(`http://example.com:${port}/`)).toBe('ADDRESS_REFUSED');
  });

  it.each([80, 443, 3000, 6379, 8080, 65_535])('takes the port %i', (port) => {
    expect(code(`http://example.com:${port}/`)).toMatch(/^http:/);
  });

  it('takes such a port where it is allowed by name', () => {
    expect(code('http://intern.test:25/')).toBe('http://intern.test:25/');
  });

  it('refuses what is denied, allowed or not', () => {
    expect(code('https://bad.test/')).toBe('ADDRESS_REFUSED');
    expect(code('https://a.bad.test./')).toBe('ADDRESS_REFUSED');
    expect(code('http://10.0.0.1:8080/')).toBe('ADDRESS_REFUSED');
    expect(() => parseTarget('https://bad.test/', reach)).toThrow(
      'bad.test is on the list of hosts that this deployment does not call.',
    );
  });

  it('tells the host in the refusal of an address', () => {
    expect(() => parseTarget('http://0x7f.1/secret?token=1', reach)).toThrow(
      '127.0.0.1 is a private address or resolves to one. Private addresses cannot be reached.',
    );
  });
});
