import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientFor, get, listen, startHttp, textOf } from './local-server.ts';

/** On every machine that builds this; Node itself cannot make certificates. */
const OPENSSL = 'openssl';
const directory = mkdtempSync(join(tmpdir(), 'stepwell-tls-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A fresh certificate for 127.0.0.1 that only this test knows. */
function makeCertificate() {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
  ];
  execFileSync(OPENSSL, [...args, ...subject], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

describe('https', () => {
  let certificate: ReturnType<typeof makeCertificate>;
  beforeAll(() => {
    certificate = makeCertificate();
  });
  const start = (location?: string) =>
    listen(
      https.createServer(certificate, (_request, response) => {
        if (location === undefined) response.end('secure');
        else response.writeHead(302, { location }).end();
      }),
      'https',
    );

  it('is refused when nobody vouches for the certificate', async () => {
    const server = await start();
    await expect(get(clientFor([server]), server.origin)).rejects.toMatchObject({
      name: 'TransientNodeError',
      code: 'NETWORK',
      message: 'The connection to 127.0.0.1 failed (DEPTH_ZERO_SELF_SIGNED_CERT).',
    });
  });

  describe('with a trusted certificate', () => {
    const before = tls.getCACertificates('default');
    beforeAll(() => tls.setDefaultCACertificates([...before, certificate.cert]));
    afterAll(() => tls.setDefaultCACertificates(before));

    it('is reached, over one connection', async () => {
      const server = await start();
      const client = clientFor([server]);
      expect(textOf(await get(client, server.origin))).toBe('secure');
      expect(textOf(await get(client, server.origin))).toBe('secure');
      expect(server.connections()).toBe(1);
    });

    it('is not left by a redirect, and may be entered by one', async () => {
      const plain = await startHttp((_request, response) => response.end('plain'));
      const leaving = await start(plain.origin);
      await expect(get(clientFor([plain, leaving]), leaving.origin)).rejects.toMatchObject({
        name: 'PermanentNodeError',
        code: 'REDIRECT_REFUSED',
      });
      const secure = await start();
      const entering = await startHttp((_request, response) =>
        response.writeHead(302, { location: secure.origin }).end(),
      );
      expect(textOf(await get(clientFor([entering, secure]), entering.origin))).toBe('secure');
    });
  });
});
