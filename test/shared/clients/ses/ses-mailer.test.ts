import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';

const MAIL = { to: 'ada@example.com', subject: 'Grüße', text: 'Hello\n\nAda' };

/** SES as its client meets it: answers each request with the next status, 200 at the end. */
async function fakeSes(...statuses: number[]) {
  const requests: { readonly path: string; readonly body: unknown }[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      requests.push({ path: `${request.method} ${request.url}`, body });
      response.writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ MessageId: '1', message: 'no' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.resetModules();
  const { createSesMailer } = await import('../../../../shared/clients/ses/ses-mailer.ts');
  closers.push(() => server.close());
  return { requests, mailer: createSesMailer('no-reply@example.com') };
}

const closers: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) close();
});

describe('the mailer', () => {
  it('sends plain text in UTF-8 from the address of the deployment', async () => {
    const { requests, mailer } = await fakeSes();
    await mailer.send(MAIL);
    expect(requests).toEqual([
      {
        path: 'POST /v2/email/outbound-emails',
        body: {
          FromEmailAddress: 'no-reply@example.com',
          Destination: { ToAddresses: ['ada@example.com'] },
          Content: {
            Simple: {
              Subject: { Data: 'Grüße', Charset: 'UTF-8' },
              Body: { Text: { Data: 'Hello\n\nAda', Charset: 'UTF-8' } },
            },
          },
        },
      },
    ]);
  });

  it('asks once more when SES fails, and tells when it is refused', async () => {
    const { requests, mailer } = await fakeSes(500);
    await mailer.send(MAIL);
    expect(requests).toHaveLength(2);
    const refused = await fakeSes(400);
    await expect(refused.mailer.send(MAIL)).rejects.toThrow();
    expect(refused.requests).toHaveLength(1);
  });
});
