import * as z from 'zod';
import type { AnswerDoc, RouteDocs } from '../../../shared/contract/route-docs.ts';

const OpenApiSchema = z
  .looseObject({
    openapi: z.string(),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.record(z.string(), z.unknown()),
  })
  .describe('An OpenAPI document.');

const page = (description: string, contentType: string): AnswerDoc => ({ description, body: z.string(), contentType });

const file: AnswerDoc = {
  ...page('The file.', '*/*'),
  headers: { 'cache-control': 'For a day, as long as the page names the same version.' },
};

export const docs: RouteDocs<'api-docs'> = {
  getOpenApi: {
    summary: 'This description of the API, in OpenAPI 3.1',
    answers: { 200: { description: 'The document.', body: OpenApiSchema } },
  },
  getApiDocs: {
    summary: 'The description of the API as a page to read and to try',
    answers: { 200: page('The page.', 'text/html') },
  },
  getApiDocsAsset: {
    summary: 'A file that the page needs',
    answers: { 200: file },
  },
};
