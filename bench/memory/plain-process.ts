import { Agent, get } from 'node:http';
import { json } from 'node:stream/consumers';
import { printPeakOf } from './peak.ts';

/** As many as the engine has at once with one host. */
const LANES = 10;

const [, , url = '', calls = ''] = process.argv;
const agent = new Agent({ keepAlive: true, maxSockets: LANES });

const fetchOne = (n: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    get(`${url}?n=${n}`, { agent }, (response) => resolve(json(response))).once('error', reject);
  });

await printPeakOf(() => Promise.all(Array.from({ length: Number(calls) }, (_, n) => fetchOne(n))));
