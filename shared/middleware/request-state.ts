import type middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { RouteName } from '../contract/routes.ts';
import type { Principal } from '../domain/tenant/tenant.ts';

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
}

/** What the chain finds out about one request, middleware by middleware. Lives in `request.internal.state`. */
export interface RequestState {
  readonly startedAt: number;
  readonly requestId: string;
  readonly correlationId: string;
  readonly incoming: Incoming;
  /** Headers of the answer, whatever it will be. */
  readonly answerHeaders: Record<string, string>;
  /** Absent when the API has no such path, or not with this method. */
  route?: RouteName;
  /** Parameters of the path, percent-decoded. */
  params: Readonly<Record<string, string>>;
  principal?: Principal;
  /** The parsed body of a route that takes one. */
  body?: unknown;
}

interface Internal extends Record<string, unknown> {
  state: RequestState;
}

export type ApiRequest = middy.Request<unknown, unknown, Error, Context, Internal>;
export type ApiMiddleware = middy.MiddlewareObj<unknown, unknown, Error, Context, Internal>;
