import { hasExpression } from '../../expression/scan.ts';
import { isJsonObject, type Json } from '../../json/json.ts';
import type { DefinitionNode } from '../definition.ts';
import { type Finding, issue } from './codes.ts';
import type { Located } from './parse.ts';
import { pointer } from './pointer.ts';

/**
 * How issued credentials begin, by what they are. Each is looked for where a word begins and for a fixed number of
 * characters, so that looking takes time in proportion to the text.
 */
const CREDENTIALS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a secret key', /(?<![A-Za-z0-9])(?:sk-|[rs]k_(?:live|test)_|whsec_)[\w-]{16}/],
  ['a token of GitHub', /(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{20}|github_pat_[A-Za-z0-9_]{20})/],
  ['a token of GitLab', /(?<![A-Za-z0-9])glpat-[\w-]{16}/],
  ['an access key of AWS', /(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/],
  ['a token of Slack', /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10}/],
  ['a key of Google', /(?<![A-Za-z0-9])AIza[\w-]{30}/],
  ['a key of Stepwell', /(?<![A-Za-z0-9])sw_[A-Za-z0-9]{46}/],
  ['a JSON Web Token', /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./],
  ['a private key', /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/],
];

const SECRET_NAMES = [
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'api-key',
  'api_key',
  'apikey',
  'access_token',
];
const SECRET_NAME: ReadonlySet<string> = new Set(SECRET_NAMES);
const SECRET_PARAMETER = new RegExp(`[?&](?:${SECRET_NAMES.join('|')})=[^&#{\\s]`, 'i');

const HINT =
  'Whoever may read the workflow can read it, in every version. Keep it in a connection, and name that in the node: "connection".';

/** Warns of what looks like a credential that stands in the definition itself. What it is is never repeated. */
export function checkSecrets(nodes: readonly Located<DefinitionNode>[], output: Json | undefined): Finding[] {
  const found = nodes.flatMap(({ part, index }) => {
    const config = part.config as { readonly [key: string]: Json };
    const at = ['nodes', index, 'config'];
    return [
      ...inNamed(config.headers, [...at, 'headers']),
      ...inNamed(config.query, [...at, 'query']),
      ...inTexts(config, at),
    ];
  });
  if (output !== undefined) found.push(...inTexts(output, ['output']));
  return found.map(([path, what]) =>
    issue('SECRET_IN_PLAIN_TEXT', path, `This looks like ${what} in plain text.`, HINT),
  );
}

type Found = readonly [path: string, what: string];
type Path = readonly PropertyKey[];

/** Headers and parameters that are credentials by their name, whatever their value is. */
function inNamed(fields: Json | undefined, at: Path): Found[] {
  if (!isJsonObject(fields)) return [];
  return Object.entries(fields)
    .filter(
      ([name, value]) => SECRET_NAME.has(name.toLowerCase()) && isLiteral(value) && credentialIn(value) === undefined,
    )
    .map(([name]) => [pointer([...at, name]), 'a credential']);
}

const isLiteral = (value: Json): value is string => typeof value === 'string' && value !== '' && !hasExpression(value);

/** Texts, at any depth, in which a credential stands. */
function inTexts(value: Json, at: Path): Found[] {
  if (typeof value === 'string') {
    const what = credentialIn(value) ?? (SECRET_PARAMETER.test(value) ? 'a credential' : undefined);
    return what === undefined ? [] : [[pointer(at), what]];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries<Json>(value).flatMap(([key, inner]) => inTexts(inner, [...at, key]));
}

const credentialIn = (text: string): string | undefined => CREDENTIALS.find(([, pattern]) => pattern.test(text))?.[0];
