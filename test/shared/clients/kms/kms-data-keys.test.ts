import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKmsDataKeys } from '../../../../shared/clients/kms/kms-data-keys.ts';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const FORMER = 'arn:aws:kms:eu-central-1:123456789012:key/0';
const CONTEXT = { tenantId: 'ten_1', resourceId: 'conn_1', purpose: 'connection' } as const;
const WRAPPED = Buffer.from('wrapped by KMS');
const PLAIN = Buffer.alloc(32, 7);

interface Call {
  readonly operation: string;
  readonly input: unknown;
}

/** What is answered to an operation, in the protocol of KMS. */
type Answer = { readonly status?: number; readonly body: object } | 'hang' | 'drop';

let server: Server;
let client: KMSClient;
let answers: Record<string, Answer>;
let calls: Call[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('TrentService.', '');
    void json(request).then((input) => {
      calls.push({ operation, input });
      answer(answers[operation] ?? fault('InvalidAction'), response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new KMSClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 200, throwOnRequestTimeout: true },
  });
});

beforeEach(() => {
  calls = [];
  answers = {};
});

afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

function answer(how: Answer, response: ServerResponse): void {
  if (how === 'hang') return;
  if (how === 'drop') {
    response.destroy();
    return;
  }
  response.writeHead(how.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(how.body));
}

const fault = (type: string, message = 'no', status = 400): Answer => ({ status, body: { __type: type, message } });
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const keysOf = (formerKeyArns: readonly string[] = []) =>
  createKmsDataKeys({ keyArn: KEY, formerKeyArns, connect: () => client });

describe('createKmsDataKeys', () => {
  it('generates a data key of 256 bits for the ids of the context, and for nothing else of it', async () => {
    answers = { GenerateDataKey: { body: { KeyId: KEY, Plaintext: base64(PLAIN), CiphertextBlob: base64(WRAPPED) } } };
    const made = await keysOf().generate({ ...CONTEXT, name: 'My shop' } as typeof CONTEXT);
    expect([Buffer.from(made.key), Buffer.from(made.wrapped)]).toEqual([PLAIN, WRAPPED]);
    expect(calls).toEqual([
      { operation: 'GenerateDataKey', input: { KeyId: KEY, NumberOfBytes: 32, EncryptionContext: CONTEXT } },
    ]);
  });

  it('unwraps with the context', async () => {
    answers = { Decrypt: { body: { KeyId: KEY, Plaintext: base64(PLAIN) } } };
    expect(Buffer.from(await keysOf().unwrap(WRAPPED, CONTEXT))).toEqual(PLAIN);
    expect(calls[0]?.input).toEqual({ CiphertextBlob: base64(WRAPPED), EncryptionContext: CONTEXT });
  });

  it('takes no data key of another key than those it trusts', async () => {
    answers = {
      Decrypt: { body: { KeyId: FORMER, Plaintext: base64(PLAIN) } },
      ReEncrypt: { body: { SourceKeyId: FORMER, KeyId: KEY, CiphertextBlob: base64(WRAPPED) } },
    };
    await expect(keysOf().unwrap(WRAPPED, CONTEXT)).rejects.toMatchObject({ code: 'ENVELOPE_REJECTED' });
    await expect(keysOf().rewrap(WRAPPED, CONTEXT)).rejects.toMatchObject({ code: 'ENVELOPE_REJECTED' });
    expect(Buffer.from(await keysOf([FORMER]).unwrap(WRAPPED, CONTEXT))).toEqual(PLAIN);
    expect(Buffer.from(await keysOf([FORMER]).rewrap(WRAPPED, CONTEXT))).toEqual(WRAPPED);
  });

  it('re-wraps within KMS, by one call that shows no data key', async () => {
    const moved = Buffer.from('wrapped anew');
    answers = { ReEncrypt: { body: { SourceKeyId: KEY, KeyId: KEY, CiphertextBlob: base64(moved) } } };
    expect(Buffer.from(await keysOf().rewrap(WRAPPED, CONTEXT))).toEqual(moved);
    expect(calls).toEqual([
      {
        operation: 'ReEncrypt',
        input: {
          CiphertextBlob: base64(WRAPPED),
          SourceEncryptionContext: CONTEXT,
          DestinationKeyId: KEY,
          DestinationEncryptionContext: CONTEXT,
        },
      },
    ]);
  });

  it('re-wraps by two calls where the operation is unknown', async () => {
    const moved = Buffer.from('wrapped anew');
    answers = {
      Decrypt: { body: { KeyId: KEY, Plaintext: base64(PLAIN) } },
      Encrypt: { body: { KeyId: KEY, CiphertextBlob: base64(moved) } },
    };
    expect(Buffer.from(await keysOf().rewrap(WRAPPED, CONTEXT))).toEqual(moved);
    expect(calls.map(({ operation }) => operation)).toEqual(['ReEncrypt', 'Decrypt', 'Encrypt']);
    expect(calls[2]?.input).toEqual({ KeyId: KEY, Plaintext: base64(PLAIN), EncryptionContext: CONTEXT });
  });

  it.each<readonly [string, Answer, object]>([
    ['a disabled key', fault('DisabledException'), { name: 'KeyUnusableError', code: 'KEY_DISABLED' }],
    [
      'a key that is going to be deleted',
      fault('KMSInvalidStateException', `${KEY} is pending deletion.`),
      { name: 'KeyUnusableError', code: 'KEY_PENDING_DELETION' },
    ],
    [
      'a key in another state',
      fault('KMSInvalidStateException', `${KEY} is pending import.`),
      { name: 'KeyUnusableError', code: 'KEY_REFUSED' },
    ],
    ['a missing key', fault('NotFoundException'), { name: 'KeyUnusableError', code: 'KEY_MISSING' }],
    ['a missing right', fault('AccessDeniedException'), { name: 'KeyUnusableError', code: 'KEY_DENIED' }],
    ['expired credentials', fault('ExpiredTokenException'), { name: 'KeyUnusableError', code: 'KEY_REFUSED' }],
    ['a blob of another context', fault('InvalidCiphertextException'), { name: 'EnvelopeRejectedError' }],
    ['a blob of another key', fault('IncorrectKeyException'), { name: 'EnvelopeRejectedError' }],
    ['throttling', fault('ThrottlingException'), { name: 'KeyServiceError', code: 'KEY_SERVICE_THROTTLED' }],
    [
      'a key that is away for now',
      fault('KeyUnavailableException', 'try again', 500),
      { name: 'KeyServiceError', code: 'KEY_SERVICE_UNAVAILABLE' },
    ],
    [
      'a slow HSM',
      fault('DependencyTimeoutException', 'slow', 500),
      { name: 'KeyServiceError', code: 'KEY_SERVICE_TIMEOUT' },
    ],
    [
      'a fault of KMS',
      fault('KMSInternalException', 'oops', 500),
      { name: 'KeyServiceError', code: 'KEY_SERVICE_UNAVAILABLE' },
    ],
    ['no answer', 'hang', { name: 'KeyServiceError', code: 'KEY_SERVICE_TIMEOUT' }],
    ['a broken connection', 'drop', { name: 'KeyServiceError', code: 'KEY_SERVICE_TIMEOUT' }],
    ['an answer without a key', { body: {} }, { name: 'EnvelopeRejectedError' }],
  ])('tells of %s', async (_, decrypted, expected) => {
    answers = { Decrypt: decrypted };
    const failure: unknown = await keysOf()
      .unwrap(WRAPPED, CONTEXT)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      ...expected,
      retryable: 'name' in expected && expected.name === 'KeyServiceError',
    });
    // Its message may reach a client.
    expect((failure as Error).message).not.toContain('arn:');
  });
});
