import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';

/** Fields of credentials that are no secret. What is not named here is one. */
const PLAIN: ReadonlySet<string> = new Set([
  'authorizeUrl',
  'baseUrl',
  'clientAuth',
  'clientId',
  'grant',
  'in',
  'name',
  'organization',
  'region',
  'scopes',
  'tokenUrl',
  'username',
]);

const HIDDEN = '••••';
const SHOWN_END = 4;
/** A secret of at most so many characters shows none of them. */
const SHORT = 16;

/** `••••`, with the last four characters of a secret that is long enough to spare them. */
export const mask = (secret: string): string => (secret.length > SHORT ? `${HIDDEN}${endOf(secret)}` : HIDDEN);

/** Credentials as they may be shown: every text is masked but those of fields that are known to be no secret. */
export const shownOf = (credentials: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(credentials).map(([field, value]) => [field, PLAIN.has(field) ? value : masked(value)]),
  );

function masked(value: Json): Json {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((inner: Json) => masked(inner));
  if (!isJsonObject(value)) return HIDDEN;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, masked(inner)]));
}

/** Whole characters: half of one would not survive being stored. */
const endOf = (secret: string): string => [...secret.slice(-2 * SHOWN_END)].slice(-SHOWN_END).join('');
