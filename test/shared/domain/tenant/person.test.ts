import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isId } from '../../../../shared/domain/id.ts';
import { hashUser, personEmail, personName, userIdOf } from '../../../../shared/domain/tenant/person.ts';

const hashes = fc.tuple(fc.string(), fc.string()).map(([issuer, subject]) => hashUser(issuer, subject));

describe('userIdOf', () => {
  it('has the form of an id, and is the same each time', () => {
    fc.assert(
      fc.property(hashes, (hash) => {
        expect(isId('usr', userIdOf(hash))).toBe(true);
        expect(userIdOf(hash)).toBe(userIdOf(hash));
      }),
    );
  });

  it('differs by one bit anywhere in the first half of the hash', () => {
    const hash = hashUser('https://a.example', 'b');
    const ids = Array.from({ length: 32 }, (_, place) => {
      const digit = (Number.parseInt(hash.charAt(place), 16) ^ 1).toString(16);
      return userIdOf(`${hash.slice(0, place)}${digit}${hash.slice(place + 1)}`);
    });
    expect(new Set([...ids, userIdOf(hash)]).size).toBe(33);
  });
});

describe('hashUser', () => {
  it('is one hash for each pair of issuer and subject', () => {
    expect(hashUser('https://a.example', 'b')).toMatch(/^[0-9a-f]{64}$/);
    expect(hashUser('https://a.example', 'b')).not.toBe(hashUser('https://a.exampleb', ''));
  });
});

describe('personName', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada Lovelace ', 'Ada Lovelace'],
    ['\u00c9mile', '\u00c9mile'],
  ])('takes %j', (given, name) => expect(personName(given)).toBe(name));

  it.each(['', ' \n ', 'a\u0000b', 'a\u202eb', 'a\nb', 'a\u2028b', 'x'.repeat(201), 5, undefined, {}])(
    'takes no %j',
    (given) => expect(personName(given)).toBeUndefined(),
  );
});

describe('personEmail', () => {
  it('takes an address that is said to be proven', () => {
    for (const verified of [true, 'true']) expect(personEmail('a@b.example', verified)).toBe('a@b.example');
    for (const verified of [false, 'false', undefined, 1]) expect(personEmail('a@b.example', verified)).toBeUndefined();
  });

  it.each(['', 'a', 'a@', '@b', 'a b@c', 'a@b@c', 'a@b\r\nBcc: x@y', '<a@b>', `${'a'.repeat(250)}@b.de`, 1, null])(
    'takes no %j',
    (given) => expect(personEmail(given, true)).toBeUndefined(),
  );
});
