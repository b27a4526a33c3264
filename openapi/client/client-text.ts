import type { OpenApiDocument } from '../open-api.ts';
import { operationFactText, operationsOf, operationTypeText } from './operation-text.ts';
import { commentText, typeText } from './type-text.ts';

const HEAD = '// Made by `npm run client` of the OpenAPI document. Changes here are lost.\n';

/** The generated files of the typed client, by name; not formatted yet. */
export function clientTexts(document: OpenApiDocument): ReadonlyMap<string, string> {
  return new Map([
    ['schemas.ts', schemasText(document)],
    ['operations.ts', operationsText(document)],
  ]);
}

const schemasText = ({ components: { schemas } }: OpenApiDocument): string =>
  [
    HEAD,
    ...Object.entries(schemas).map(([name, schema]) => {
      return `${commentText(schema)}export type ${name} = ${typeText(schema)};\n`;
    }),
  ].join('\n');

function operationsText(document: OpenApiDocument): string {
  const operations = operationsOf(document);
  const types = operations.map((placed) => operationTypeText(placed, document)).join('\n');
  const facts = operations.map((placed) => operationFactText(placed, document)).join('\n');
  const used = Object.keys(document.components.schemas).filter((name) => new RegExp(`\\b${name}\\b`).test(types));
  return `${HEAD}
import type { Answer, OperationFacts } from '../answer.ts';
import type { ${used.join(', ')} } from './schemas.ts';

/** What each operation takes and answers. */
export interface Operations {
${types}
}

/** Where each operation is, and which of its answers are no errors. */
export const OPERATIONS: Readonly<Record<keyof Operations, OperationFacts>> = {
${facts}
};
`;
}
