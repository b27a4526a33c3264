import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHostAllowed, isHostEntry, usualHosts } from '../../../../shared/domain/connection/hosts.ts';

const allows = (url: string, ...entries: string[]): boolean => isHostAllowed(new URL(url), entries);

describe('allowed hosts', () => {
  it('lets an entry through as itself, by https on its usual port', () => {
    expect(allows('https://api.example.com/x', 'api.example.com')).toBe(true);
    expect(allows('https://API.Example.com./x', 'api.example.com')).toBe(true);
    expect(allows('https://bücher.example/', 'Bücher.example')).toBe(true);
    for (const url of [
      'http://api.example.com/',
      'https://api.example.com:8443/',
      'http://api.example.com:443/',
      'https://example.com/',
      'https://api.example.com.evil.example/',
      'https://evilapi.example.com/',
      'https://x.api.example.com/',
      'https://api.example.com@evil.example/',
      'https://evil.example/?api.example.com',
    ]) {
      expect(allows(url, 'api.example.com'), url).toBe(false);
    }
  });

  it('lets an entry with a port through on that port, by http too', () => {
    expect(allows('http://127.0.0.1:9000/', '127.0.0.1:9000')).toBe(true);
    expect(allows('http://[::1]:9000/', '[::1]:9000')).toBe(true);
    expect(allows('http://0x7f.1:9000/', '127.0.0.1:9000')).toBe(true);
    expect(allows('http://127.0.0.1:9001/', '127.0.0.1:9000')).toBe(false);
  });

  it('takes *. for names below, and not for the name itself', () => {
    expect(allows('https://a.b.example.com/', '*.example.com')).toBe(true);
    expect(allows('https://example.com/', '*.example.com')).toBe(false);
    expect(allows('https://notexample.com/', '*.example.com')).toBe(false);
  });

  it('lets nothing through that no entry names', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.domain(), (text, host) => {
        const url = new URL(text);
        fc.pre(url.hostname !== host && !url.hostname.endsWith(`.${host}`));
        expect(isHostAllowed(url, [host, `*.${host}`, `${host}:443`])).toBe(false);
      }),
    );
  });

  it('refuses entries that are no hosts', () => {
    for (const entry of ['api.example.com', 'localhost:80', '*.example.com', '[::1]:8080', '10.0.0.1']) {
      expect(isHostEntry(entry), entry).toBe(true);
    }
    for (const entry of ['', '*', '*.com', 'https://x.example', 'x.example/path', 'a@b.example', 'a b', 'x:99999']) {
      expect(isHostEntry(entry), entry).toBe(false);
    }
  });

  it('are those of the vendor unless somebody says otherwise', () => {
    const openai = (baseUrl?: string) =>
      usualHosts({ kind: 'openai', credentials: { apiKey: 'k', ...(baseUrl !== undefined && { baseUrl }) } });
    expect(openai()).toEqual(['api.openai.com']);
    expect(openai('https://proxy.example/v1')).toEqual(['proxy.example']);
    expect(openai('http://127.0.0.1:9000/v1')).toEqual(['127.0.0.1:9000']);
    expect(usualHosts({ kind: 'bearer', credentials: { token: 't' } })).toBeUndefined();
  });
});
