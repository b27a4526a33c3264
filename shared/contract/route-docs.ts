import type * as z from 'zod';
import type { ROUTES, Route, RouteName } from './routes.ts';

/** One good answer of a route. */
export interface AnswerDoc {
  readonly description: string;
  /** Left out for an answer without a body. */
  readonly body?: z.ZodType;
  /** @default `application/json` */
  readonly contentType?: string;
  /** What the headers of this answer say, beside those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The document that a route takes whole and checks by itself: what its schema would be. */
export interface DocumentDoc {
  /** Under which the OpenAPI document has the schema. */
  readonly name: string;
  /** JSON Schema, 2020-12. */
  readonly schema: () => Readonly<Record<string, unknown>>;
  readonly example?: unknown;
}

/** What is told of a route beside its own schemas: the OpenAPI document has it, and tests hold answers against it. */
export interface RouteDoc {
  readonly summary: string;
  /** Of a route whose body is `json`. */
  readonly body?: DocumentDoc;
  /** A body that the route takes, of one whose body has a schema. */
  readonly example?: unknown;
  /** By status. */
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /** Statuses and codes of its own errors; those that any route may answer with are not repeated. */
  readonly errors?: Readonly<Record<number, readonly string[]>>;
}

/** The documentation of all routes of a function. */
export type RouteDocs<Name extends Route['function']> = {
  readonly [Each in RouteName as (typeof ROUTES)[Each]['function'] extends Name ? Each : never]: RouteDoc;
};
