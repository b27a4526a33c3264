import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkedLookup } from '../../../../shared/clients/http/agents.ts';
import { guardsFor } from '../../../../shared/clients/http/transport.ts';

const PUBLIC_4: LookupAddress = { address: '93.184.215.14', family: 4 };
const PUBLIC_6: LookupAddress = { address: '2606:4700::1111', family: 6 };

const answering =
  (answers: LookupAddress[]): LookupFunction =>
  (_hostname, options, callback) => {
    expect(options.all).toBe(true);
    callback(null, answers);
  };
const { reach } = guardsFor(new Set(), []);
const run = (resolve: LookupFunction, options: LookupOptions) =>
  new Promise((done) => {
    checkedLookup(resolve, (address) => reach.refusal(address, false))('host.test', options, (...answer) =>
      done(answer),
    );
  });

describe('checkedLookup', () => {
  it('passes public answers on in the form that was asked for', async () => {
    expect(await run(answering([PUBLIC_6, PUBLIC_4]), { all: true })).toEqual([null, [PUBLIC_6, PUBLIC_4]]);
    expect(await run(answering([PUBLIC_4]), { all: false })).toEqual([null, PUBLIC_4.address, 4]);
  });

  it.each([
    ['only', [{ address: '10.0.0.1', family: 4 }]],
    ['first', [{ address: '127.0.0.1', family: 4 }, PUBLIC_4]],
    ['last', [PUBLIC_4, PUBLIC_6, { address: '169.254.169.254', family: 4 }]],
    ['mapped', [PUBLIC_4, { address: '::ffff:127.0.0.1', family: 6 }]],
    ['zoned', [PUBLIC_6, { address: 'fe80::1%eth0', family: 6 }]],
  ])('refuses a name with a private address: %s', async (_where, answers) => {
    expect(await run(answering(answers), { all: true })).toEqual([
      expect.objectContaining({ code: 'ADDRESS_REFUSED', message: expect.stringContaining('host.test') }),
      [],
    ]);
  });

  it('refuses an empty answer', async () => {
    expect(await run(answering([]), { all: true })).toEqual([expect.objectContaining({ code: 'ADDRESS_REFUSED' }), []]);
  });

  it('passes the failure of the resolver on', async () => {
    const failure = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    expect(await run((_hostname, _options, callback) => callback(failure, []), {})).toEqual([failure, []]);
  });
});
