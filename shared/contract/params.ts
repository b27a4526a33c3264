import type { ROUTES, RouteName } from './routes.ts';

/** Names between braces in a path: `/v1/runs/{runId}` has `runId`. */
export type ParamNameOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNameOf<Rest>
  : never;
export type ParamName = ParamNameOf<(typeof ROUTES)[RouteName]['path']>;

/** Crockford's alphabet; the first character of a ULID is at most 7, as its time has 48 bits. */
const ULID = '[0-7][0-9A-HJKMNP-TV-Z]{25}';
const idOf = (prefix: string): RegExp => new RegExp(`^${prefix}_${ULID}$`);

/** What each parameter of a path must look like. Anything else names nothing, and is answered as what is not there. */
export const PARAMS: Readonly<Record<ParamName, RegExp>> = {
  workflowId: idOf('wf'),
  runId: idOf('run'),
  keyId: idOf('key'),
  userId: idOf('usr'),
  invitationId: idOf('inv'),
  connectionId: idOf('conn'),
  nodeId: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
  // A file of the page of the documentation.
  asset: /^[a-z][a-z-]{0,62}\.(?:css|js)$/,
  // As versions are counted: no sign, no leading zero, and no more digits than their keys have.
  version: /^[1-9]\d{0,7}$/,
};

/** What each of them names, in words for people. */
export const PARAM_NOUNS: Readonly<Record<ParamName, string>> = {
  workflowId: 'workflow',
  runId: 'run',
  keyId: 'API key',
  userId: 'member',
  invitationId: 'invitation',
  connectionId: 'connection',
  nodeId: 'step',
  asset: 'file',
  version: 'version',
};
