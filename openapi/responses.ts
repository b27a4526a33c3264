import { ErrorSchema } from '../shared/contract/answer-schemas.ts';
import type { AnswerDoc } from '../shared/contract/route-docs.ts';
import { errorsOf } from './errors.ts';
import type { Header, MediaType, Reference, Response } from './open-api.ts';
import type { Schemas } from './schemas.ts';
import { headersNamed, IDS, LIMITS, type SharedHeader } from './shared-parts.ts';
import type { Described } from './traits.ts';

type Responses = Readonly<Record<string, Response>>;
type Headers = NonNullable<Response['headers']>;

const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.',
  401: 'There is no valid credential.',
  403: 'The caller may not do this.',
  404: 'There is nothing of this kind, or not for this caller.',
  405: 'The path has other methods.',
  409: 'The state of things forbids it.',
  412: 'It was changed since the caller has read it.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'The body can be read, and is not acceptable.',
  428: 'The revision that the caller has read must be named.',
  429: 'A limit is used up.',
  500: 'A fault of ours.',
  502: 'A service that was asked has refused.',
  503: 'Not at the moment: try again.',
  504: 'It took too long.',
};

/** Headers of one status of errors. */
const STATUS_HEADERS: Readonly<Record<number, readonly SharedHeader[]>> = {
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Good answers of an operation. */
export function goodResponses(described: Described, schemas: Schemas): Responses {
  const common = commonHeaders(described);
  const { doc, isCheckable } = described;
  const tagged = { ...common, ...headersNamed(['ETag']) };
  const answers = Object.entries(doc.answers).map(([status, answer]) => {
    const headers = isCheckable && status === '200' ? tagged : common;
    return [status, goodResponse(answer, headers, schemas)] as const;
  });
  const same: Response = { description: 'It is as the caller has it.', headers: tagged };
  return { ...Object.fromEntries(answers), ...(isCheckable && { 304: same }) };
}

function goodResponse(answer: AnswerDoc, common: Headers, schemas: Schemas): Response {
  const { description, body, contentType = 'application/json' } = answer;
  const own = Object.entries(answer.headers ?? {}).map(([name, text]): [string, Header] => [
    titled(name),
    { description: text, schema: { type: 'string' } },
  ]);
  const content = body && { [contentType]: { schema: schemas.of(body, 'output') } satisfies MediaType };
  return { description, headers: { ...common, ...Object.fromEntries(own) }, ...(content && { content }) };
}

/**
 * Errors of an operation in the envelope, with an example for each code. A status that is a good answer too, as 503 of a
 * health check is, is described as that.
 */
export function errorResponses(described: Described, schemas: Schemas): Responses {
  const schema = schemas.of(ErrorSchema, 'output');
  const common = commonHeaders(described);
  const errors = [...errorsOf(described)].filter(([status]) => !Object.hasOwn(described.doc.answers, status));
  const entries = errors.map(([status, codes]): [string, Response] => {
    const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
    return [
      String(status),
      {
        description: `${STATUS_WORDS[status] ?? 'An error.'} Codes: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
        headers: { ...common, ...headersNamed(STATUS_HEADERS[status] ?? []) },
        content: { 'application/json': { schema, examples } },
      },
    ];
  });
  return Object.fromEntries(entries);
}

function commonHeaders({ route, isLimited, takesKey }: Described): Readonly<Record<string, Reference>> {
  return headersNamed([
    ...IDS,
    ...(isLimited ? LIMITS : []),
    ...(takesKey ? (['Idempotent-Replayed'] as const) : []),
    ...(route.deprecated === undefined ? [] : (['Deprecation', 'Sunset', 'Link'] as const)),
  ]);
}

/** As headers are usually spelled. */
const titled = (name: string): string =>
  name === 'etag' ? 'ETag' : name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
