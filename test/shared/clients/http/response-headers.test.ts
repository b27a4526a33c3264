import { describe, expect, it } from 'vitest';
import { readHeaders } from '../../../../shared/clients/http/response-headers.ts';

describe('readHeaders', () => {
  it('puts names in lower case and joins repeated ones', () => {
    const raw = ['Content-Type', 'text/plain', 'Set-Cookie', 'a=1', 'X-A', '1', 'set-cookie', 'b=2', 'x-a', '2'];
    expect(readHeaders(raw)).toEqual({ 'content-type': 'text/plain', 'set-cookie': 'a=1, b=2', 'x-a': '1, 2' });
  });

  it('drops __proto__ and keeps other names of prototypes as plain keys', () => {
    const headers = readHeaders(['__proto__', 'x', '__PROTO__', 'y', 'constructor', 'z', 'toString', 't']);
    expect(Object.entries(headers)).toEqual([
      ['constructor', 'z'],
      ['tostring', 't'],
    ]);
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });
});
