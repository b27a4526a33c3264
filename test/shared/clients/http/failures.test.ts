import { describe, expect, it } from 'vitest';
import { abortFailure, networkFailure } from '../../../../shared/clients/http/failures.ts';
import { NodeTimeoutError, PermanentNodeError } from '../../../../shared/domain/node/errors.ts';

const withCode = (code: string) => Object.assign(new Error(`connect ${code} 10.1.2.3:80`), { code });

describe('networkFailure', () => {
  it.each(['ENOTFOUND', 'EAI_AGAIN', 'ENODATA'])('makes %s a failure of DNS', (code) => {
    expect(networkFailure(withCode(code), 'a.test')).toMatchObject({ name: 'TransientNodeError', code: 'DNS' });
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'CERT_HAS_EXPIRED', 'HPE_INVALID_CONSTANT'])(
    'makes %s a failure of the network',
    (code) => {
      expect(networkFailure(withCode(code), 'a.test')).toMatchObject({
        name: 'TransientNodeError',
        code: 'NETWORK',
        message: `The connection to a.test failed (${code}).`,
      });
    },
  );

  it('knows headers that are too large', () => {
    expect(networkFailure(withCode('HPE_HEADER_OVERFLOW'), 'a.test')).toMatchObject({
      name: 'PermanentNodeError',
      code: 'RESPONSE_TOO_LARGE',
    });
  });

  it('tells no address, and copes with anything thrown', () => {
    for (const error of [
      withCode('EHOSTUNREACH'),
      new Error('DNS lookup 10.1.2.3 is not allowed'),
      '10.1.2.3',
      undefined,
    ]) {
      expect(networkFailure(error, 'a.test').message).not.toContain('10.1.2.3');
    }
  });

  it('leaves a node error as it is', () => {
    const error = new PermanentNodeError('ADDRESS_REFUSED', 'x');
    expect(networkFailure(error, 'a.test')).toBe(error);
  });
});

describe('abortFailure', () => {
  it('gives the reason when it is a node error', () => {
    const reason = new NodeTimeoutError('NODE_TIMED_OUT', 'x');
    expect(abortFailure(reason)).toBe(reason);
  });

  it('knows a time-out of the platform', () => {
    expect(abortFailure(new DOMException('x', 'TimeoutError'))).toMatchObject({
      name: 'NodeTimeoutError',
      code: 'TIMEOUT',
    });
  });

  it('calls anything else aborted', () => {
    expect(abortFailure('because')).toMatchObject({ name: 'TransientNodeError', code: 'ABORTED', cause: 'because' });
  });
});
