import { isJsonObject, type Json, type JsonObject } from '../../../domain/json/json.ts';
import { OUTBOUND_METHODS, type OutboundMethod } from '../../../domain/node/outbound.ts';
import { configInvalid } from '../../config-invalid.ts';

export const RESPONSE_MODES = ['json', 'text', 'bytes'] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

/** The evaluated config, checked. */
export interface RequestConfig {
  readonly method: OutboundMethod;
  readonly url: string;
  /** As written; null values are left out. */
  readonly headers: ReadonlyMap<string, string>;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Absent and null differ: null is sent as JSON. */
  readonly body: Json | undefined;
  readonly response: ResponseMode | undefined;
  readonly expectStatus: readonly number[] | undefined;
  /** Name of the connection whose credentials go along. */
  readonly connection: string | undefined;
}

/** @throws PermanentNodeError `CONFIG_INVALID` that names the field */
export function readConfig(config: JsonObject): RequestConfig {
  return {
    method: readOneOf(OUTBOUND_METHODS, config.method, 'method'),
    url: readUrl(config.url),
    headers: readHeaders(config.headers),
    query: readQuery(config.query),
    body: config.body,
    response: config.response === undefined ? undefined : readOneOf(RESPONSE_MODES, config.response, 'response'),
    expectStatus: readStatuses(config.expectStatus),
    connection: readConnection(config.connection),
  };
}

function readOneOf<Value extends string>(values: readonly Value[], value: Json | undefined, field: string): Value {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw configInvalid(field, `one of ${values.join(', ')}`);
  return found;
}

function readConnection(value: Json | undefined): string | undefined {
  if (value !== undefined && (typeof value !== 'string' || value === '')) {
    throw configInvalid('connection', 'the name of a connection');
  }
  return value;
}

function readUrl(value: Json | undefined): string {
  if (typeof value !== 'string' || value === '') throw configInvalid('url', 'a non-empty string');
  return value;
}

function readHeaders(value: Json | undefined): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, item] of entriesOf(value, 'headers')) {
    if (item !== null) headers.set(name, readScalar(item, `headers.${name}`));
  }
  return headers;
}

function readQuery(value: Json | undefined): (readonly [string, string])[] {
  return entriesOf(value, 'query').flatMap(([name, item]) =>
    (Array.isArray(item) ? (item as readonly Json[]) : [item])
      .filter((one) => one !== null)
      .map((one) => [name, readScalar(one, `query.${name}`)] as const),
  );
}

function entriesOf(value: Json | undefined, field: string): [string, Json][] {
  if (value === undefined) return [];
  if (!isJsonObject(value)) throw configInvalid(field, 'an object');
  return Object.entries(value);
}

function readScalar(value: Json, field: string): string {
  if (typeof value === 'object') throw configInvalid(field, 'a string, a number or a boolean');
  return String(value);
}

function readStatuses(value: Json | undefined): number[] | undefined {
  if (value === undefined) return undefined;
  const statuses = Array.isArray(value) ? (value as readonly Json[]) : [];
  const valid = statuses.filter((status) => typeof status === 'number').filter(isStatus);
  if (valid.length === 0 || valid.length !== statuses.length) {
    throw configInvalid('expectStatus', 'a list of whole numbers from 100 to 599');
  }
  return valid;
}

const isStatus = (status: number): boolean => Number.isInteger(status) && status >= 100 && status <= 599;
