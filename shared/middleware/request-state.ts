import type middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { RouteName } from '../contract/routes.ts';
import type { JsonObject } from '../domain/json/json.ts';
import type { TenantVault } from '../domain/secret/vault.ts';
import type { Principal } from '../domain/tenant/tenant.ts';
import type { RouteCode } from './route.ts';

/** The parts of the gateway's event that the chain works with. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: string | null;
  readonly isBase64: boolean;
  /** What the authorizer said; the gateway makes strings of its values. */
  readonly authorizer: Readonly<Record<string, unknown>> | null | undefined;
  /** Address of the caller, as the gateway saw it. */
  readonly sourceIp: string;
}

/** What the chain finds out about one request, middleware by middleware. Lives in `request.internal.state`. */
export interface RequestState {
  readonly startedAt: number;
  readonly requestId: string;
  readonly correlationId: string;
  /** W3C trace id, when the caller sent one: 32 hex digits. */
  readonly traceId?: string;
  readonly incoming: Incoming;
  /** Headers of the answer, whatever it will be. */
  readonly answerHeaders: Record<string, string>;
  /** Absent when the API has no such path, or not with this method. */
  route?: RouteName;
  /** The code of the route, on its way. */
  code?: Promise<RouteCode> | undefined;
  /** Parameters of the path, percent-decoded. */
  params: Readonly<Record<string, string>>;
  principal?: Principal;
  /** Seals and opens secrets of the principal's tenant, until the request is answered. */
  secrets?: TenantVault;
  /** Writes into the audit trail now, and fails when it cannot: for what must not happen unseen. */
  audit?: (details?: JsonObject) => Promise<void>;
  /** The path is one of a route, and its parameters look as they must. */
  isPathUnderstood?: boolean;
  /** It is answered with what an earlier request was answered: nothing is done. */
  isReplay?: boolean;
  /** The code of the answer in the envelope of errors. */
  errorCode?: string;
}

interface Internal extends Record<string, unknown> {
  state: RequestState;
}

export type ApiRequest = middy.Request<unknown, unknown, Error, Context, Internal>;
export type ApiMiddleware = middy.MiddlewareObj<unknown, unknown, Error, Context, Internal>;
