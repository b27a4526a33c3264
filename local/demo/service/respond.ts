import { type Answer, change, lookUp } from './answers.ts';
import type { Ledger } from './ledger.ts';

/** A request, apart from how it came here. */
export interface ServiceRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly delivery: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly content: string;
}

export interface ServiceContext {
  readonly ledger: Ledger;
  /** Deliveries whose first look at a risk is answered by 503, and whose first label is put on without an answer. */
  readonly unlucky: ReadonlySet<string>;
}

const refuse = (status: number, message: string): Answer => ({ status, body: { message } });

/** @returns `lost` when the effect happened and nobody is to hear of it */
export function respond(request: ServiceRequest, context: ServiceContext): Answer | 'lost' {
  const { method, delivery } = request;
  if (delivery === undefined) return refuse(400, 'X-Delivery is missing.');
  context.ledger.countRequest(delivery);
  const url = new URL(request.target, 'http://service');
  if (method === 'GET') return answerLookup(url, delivery, context);
  if (method === 'POST') return answerChange(request, url.pathname, delivery, context);
  return refuse(405, 'GET or POST, please.');
}

function answerLookup(url: URL, delivery: string, { ledger, unlucky }: ServiceContext): Answer {
  const isFirst = ledger.lookup(delivery, `${url.pathname}${url.search}`);
  if (isFirst && unlucky.has(delivery) && url.pathname.startsWith('/risk/')) return refuse(503, 'Come again.');
  return lookUp(url);
}

function answerChange(
  { content, idempotencyKey }: ServiceRequest,
  path: string,
  delivery: string,
  { ledger, unlucky }: ServiceContext,
): Answer | 'lost' {
  if (idempotencyKey === undefined) {
    ledger.offence(delivery, `${path} was asked without an Idempotency-Key`);
    return refuse(400, 'Idempotency-Key is missing.');
  }
  const body = parse(content);
  const answer = change(path, body);
  if (answer.status !== 201) {
    ledger.offence(delivery, `${path} was asked with ${content.slice(0, 200)}`);
    return answer;
  }
  const done = ledger.effect(delivery, idempotencyKey, { path, body });
  if (done === 'refused') return refuse(409, 'This Idempotency-Key stands for another request.');
  return done === 'done' && path === '/labels' && unlucky.has(delivery) ? 'lost' : answer;
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
