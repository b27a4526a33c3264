import { type OutputUnit, Validator } from '@cfworker/json-schema';
import type { OpenApiDocument, Response } from '../../../openapi/open-api.ts';
import { ErrorSchema } from '../../../shared/contract/answer-schemas.ts';
import type { Target } from './requests.ts';

export interface FuzzAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** What is wrong with an answer by the document itself; undefined when nothing is. */
export function judge({ operation }: Target, answer: FuzzAnswer, document: OpenApiDocument): string | undefined {
  const { status, headers, body } = answer;
  const response = responseOf(operation.responses[status], document);
  if (response === undefined) return 'the status is not documented';
  if (headers['x-correlation-id'] === undefined) return 'it has no correlation id';
  if (response.content === undefined) return body === '' ? undefined : 'it has a body';
  const [[type = '', media] = []] = Object.entries(response.content);
  if (!/json$/.test(type)) return undefined;
  const codes = Object.keys(media?.examples ?? {});
  if (codes.length > 0) return errorProblem(status, codes, body);
  const problems = problemsOf(media?.schema ?? {}, body, document);
  return problems.length === 0 ? undefined : `not by its schema: ${problems.map(({ error }) => error).join(' ')}`;
}

function errorProblem(status: number, codes: readonly string[], body: unknown): string | undefined {
  const envelope = ErrorSchema.safeParse(body);
  if (!envelope.success) return 'not the envelope of errors';
  const { code } = envelope.data.error;
  if (status >= 500 && status !== 503) return `a fault of ours: ${code}`;
  return codes.includes(code) ? undefined : `the code ${code} is not documented`;
}

function problemsOf(schema: object, body: unknown, { components }: OpenApiDocument): readonly OutputUnit[] {
  return new Validator({ ...schema, components }, '2020-12').validate(body).errors;
}

const responseOf = (response: object | undefined, document: OpenApiDocument): Response | undefined => {
  if (response === undefined || !('$ref' in response)) return response as Response | undefined;
  return document.components.responses[String(response.$ref).split('/').at(-1) ?? ''];
};
