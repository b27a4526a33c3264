import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../../shared/domain/json/json.ts';
import { checkSecrets } from '../../../../../shared/domain/workflow/checks/secrets.ts';
import { NodeSchema } from '../../../../../shared/domain/workflow/definition.ts';

const found = (config: JsonObject, output?: Json) =>
  checkSecrets([{ part: NodeSchema.parse({ id: 'a', type: 't', config }), index: 3 }], output);
const places = (config: JsonObject, output?: Json) => found(config, output).map(({ path }) => path);

/** Put together here, so that no scanner takes this file for a leak. */
const SECRETS = [
  ['sk', 'proj', 'abcdefghijklmnop1234'].join('-'),
  ['sk', 'ant', 'api03', 'abcdefghijklmnop1234'].join('-'),
  ['sk', 'live', 'abcdefghijklmnop1234'].join('_'),
  ['ghp', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('_'),
  ['github', 'pat', '11ABCDEFG0abcdefghijkl', 'mnop'].join('_'),
  ['glpat', 'abcdefghij0123456789'].join('-'),
  `AKIA${'ABCDEFGH12345678'}`,
  ['xoxb', '123456789012', 'abcdefghij'].join('-'),
  `AIza${'SyA1234567890abcdefghijklmnopqrstuv'}`,
  `sw_${'a1'.repeat(23)}`,
  ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTYifQ', 'c2lnbmF0dXJl'].join('.'),
  '-----BEGIN RSA PRIVATE KEY-----\nMIIE',
];

describe('checkSecrets', () => {
  it.each(SECRETS)('warns of %s anywhere in a text, and never repeats it', (secret) => {
    const config = { body: { list: [`Bearer ${secret}`, `{{ 'key=${secret}' }}`, 1] } };
    expect(places(config)).toEqual(['/nodes/3/config/body/list/0', '/nodes/3/config/body/list/1']);
    const text = JSON.stringify(found(config, { leaked: secret }));
    expect(text).toContain('/output/leaked');
    expect(text).not.toContain(secret);
    expect(text).not.toContain(secret.slice(-8));
  });

  it.each(['Authorization', 'authorization', 'X-Api-Key', 'api_key', 'api-key', 'apikey', 'Proxy-Authorization'])(
    'warns of a header or parameter called %s with a value of its own',
    (name) => {
      expect(places({ headers: { [name]: 'abc' } })).toEqual([`/nodes/3/config/headers/${name}`]);
      expect(places({ query: { [name]: 'abc' } })).toEqual([`/nodes/3/config/query/${name}`]);
      expect(places({ headers: { [name]: 'Bearer {{ input.token }}' }, query: { [name]: null } })).toEqual([]);
    },
  );

  it('warns of a credential in the query of a URL', () => {
    expect(places({ url: 'https://a.example/?q=1&API_KEY=abc' })).toEqual(['/nodes/3/config/url']);
    expect(places({ url: 'https://a.example/?api_key={{ input.key }}&my_api_key_id=1' })).toEqual([]);
  });

  it('warns once of a value that is one by its name and by its looks', () => {
    expect(places({ headers: { Authorization: `Bearer ${SECRETS[0]}` } })).toEqual([
      '/nodes/3/config/headers/Authorization',
    ]);
  });

  it.each([
    'task-management-system-for-teams',
    'sk-short',
    'https://risk-assessment-of-all-the-things.example',
    'AKIAabcdefghijklmnop',
    'eyJ is how a token begins. eyJ',
    '{{ input.sk_customer_reference_number }}',
    '-----BEGIN PUBLIC KEY-----',
  ])('says nothing of %s', (text) => {
    expect(places({ url: text, headers: { Accept: text }, body: { authorization: 'by phone' } })).toEqual([]);
  });

  it('survives headers that are no object', () => {
    expect(places({ headers: '{{ input.headers }}', query: [1] })).toEqual([]);
  });

  it.each(['eyJ', 'eyJaaaaaaaa.', 'sk-', 'sk-a.', '-----BEGIN ', 'AKIA', 'xoxb-', '?api_key=', '&'])(
    'takes time in proportion to a text of many %s',
    (part) => {
      const time = (length: number) => {
        const output = part.repeat(length / part.length);
        const start = performance.now();
        checkSecrets([], output);
        return performance.now() - start;
      };
      time(50_000);
      expect(time(500_000)).toBeLessThan(1000);
    },
  );
});
