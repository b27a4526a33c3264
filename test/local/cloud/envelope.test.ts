import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatewayError, replaceError } from '../../../local/cloud/envelope.ts';

describe('replaceError', () => {
  it('leaves the envelope of a function as it is', () => {
    const body = JSON.stringify({ success: false, error: { code: 'NOT_FOUND', message: 'x', correlationId: 'y' } });
    expect(replaceError(404, body)).toBeUndefined();
  });

  it('leaves every answer that is no error as it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 399 }), fc.string(), (status, body) => {
        expect(replaceError(status, body)).toBeUndefined();
      }),
    );
  });

  it('replaces what the emulator says of a crashed function, as AWS answers it', () => {
    const body = JSON.stringify({ message: '{"errorMessage": "secret detail", "errorType": "Runtime.HandlerError"}' });
    const error = replaceError(502, body, 'request-1');
    expect(error).toEqual({
      status: 500,
      envelope: {
        success: false,
        error: { code: 'INTERNAL', message: 'Something went wrong on our side.', correlationId: 'request-1' },
      },
    });
  });

  it.each([
    [401, 'UNAUTHORIZED', 401],
    [403, 'FORBIDDEN', 403],
    [404, 'NOT_FOUND', 404],
    [429, 'THROTTLED', 429],
    [418, 'BAD_REQUEST', 400],
    [599, 'INTERNAL', 500],
    [504, 'TIMEOUT', 504],
  ])('answers %i of the emulator with %s', (status, code, answered) => {
    const error = replaceError(status, '{"message":"Forbidden"}');
    expect(error?.envelope.error.code).toBe(code);
    expect(error?.status).toBe(answered);
  });

  it('never passes a body on that is no envelope, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        const error = replaceError(status, body);
        expect(error?.envelope.success).toBe(false);
        expect(error?.envelope.error.message).not.toBe('');
      }),
    );
  });
});

describe('gatewayError', () => {
  it('makes an id for each error when the gateway has none', () => {
    const ids = [gatewayError(504), gatewayError(504)].map(({ envelope }) => envelope.error.correlationId);
    expect(new Set(ids).size).toBe(2);
  });
});
