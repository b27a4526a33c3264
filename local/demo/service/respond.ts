import { type Answer, refuse } from './answer.ts';
import { change, lookUp } from './answers.ts';
import type { Ledger } from './ledger.ts';
import { type BadLuck, type Mishap, mishapOf } from './mishaps.ts';
import type { Patience } from './patience.ts';

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
  readonly patience: Patience;
  /** What goes wrong, by delivery. */
  readonly luck: ReadonlyMap<string, readonly BadLuck[]>;
}

interface Asked extends ServiceRequest {
  readonly delivery: string;
  readonly url: URL;
  readonly mishap: Mishap | undefined;
}

/** @returns `lost` when nobody is to hear of what was done */
export function respond(request: ServiceRequest, context: ServiceContext): Answer | 'lost' {
  const { method, delivery } = request;
  if (delivery === undefined) return refuse(400, 'X-Delivery is missing.');
  const { ledger, patience, luck } = context;
  const url = new URL(request.target, 'http://service');
  const what = `${method} ${url.pathname}`;
  const early = patience.tooEarly(`${delivery} ${what}`);
  if (early !== undefined) ledger.offence(delivery, `${what} came again ${early} ms too early`);
  const mishap = mishapOf(luck.get(delivery) ?? [], url.pathname, ledger.countRequest(delivery, what));
  const asked = { ...request, delivery, url, mishap };
  if (method === 'GET') return answerLookup(asked, context);
  if (method === 'POST') return answerChange(asked, context);
  return refuse(405, 'GET or POST, please.');
}

function answerLookup(asked: Asked, context: ServiceContext): Answer | 'lost' {
  const { url, delivery } = asked;
  context.ledger.lookup(delivery, `${url.pathname}${url.search}`);
  return stumble(asked, context) ?? lookUp(url);
}

function answerChange(asked: Asked, context: ServiceContext): Answer | 'lost' {
  const { content, idempotencyKey, delivery, url } = asked;
  const { ledger } = context;
  const path = url.pathname;
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
  const stumbled = stumble(asked, context);
  if (stumbled !== undefined && stumbled !== 'lost') return stumbled;
  const done = ledger.effect(delivery, idempotencyKey, { path, body });
  if (done === 'refused') return refuse(409, 'This Idempotency-Key stands for another request.');
  return stumbled ?? answer;
}

function stumble(asked: Asked, { ledger, patience }: ServiceContext): Answer | 'lost' | undefined {
  const { mishap, delivery, method, url } = asked;
  if (mishap === undefined) return undefined;
  ledger.mishap(delivery, mishap);
  switch (mishap) {
    case 'lost':
      return 'lost';
    case 'unavailable':
      return refuse(503, 'Come again.');
    case 'busy': {
      const retryAfterSeconds = patience.ask(`${delivery} ${method} ${url.pathname}`);
      return { ...refuse(429, 'Not so fast.'), retryAfterSeconds };
    }
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
