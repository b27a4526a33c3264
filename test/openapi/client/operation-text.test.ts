import { beforeAll, describe, expect, it } from 'vitest';
import {
  operationFactText,
  operationsOf,
  operationTypeText,
  type Placed,
} from '../../../openapi/client/operation-text.ts';
import { openApiDocument } from '../../../openapi/document.ts';
import type { OpenApiDocument } from '../../../openapi/open-api.ts';

let document: OpenApiDocument;
beforeAll(async () => {
  document = await openApiDocument();
});

function placed(operationId: string): Placed {
  const found = operationsOf(document).find(({ operation }) => operation.operationId === operationId);
  if (found === undefined) throw new Error(`There is no ${operationId}.`);
  return found;
}

describe('an operation in the typed client', () => {
  it('has the answers that are no errors, health that is not well included', () => {
    expect(operationTypeText(placed('getReady'), document)).toMatch(/answer: Answer<200, \w+> \| Answer<503, \w+>;/);
    expect(operationTypeText(placed('getRunOutput'), document)).toContain(
      'Answer<200, unknown> | Answer<303, undefined>',
    );
    expect(operationTypeText(placed('deleteWorkflow'), document)).toContain('readonly answer: Answer<204, undefined>;');
    expect(operationTypeText(placed('exportAudit'), document)).toContain('readonly answer: Answer<200, string>;');
  });

  it('is marked when it is deprecated', () => {
    const { operation, ...place } = placed('getRun');
    const text = operationTypeText({ ...place, operation: { ...operation, deprecated: true } }, document);
    expect(text).toContain('@deprecated');
    expect(operationTypeText(placed('getRun'), document)).not.toContain('@deprecated');
  });

  it('knows whether it takes a key', () => {
    expect(operationFactText(placed('startRun'), document)).toContain('takesKey: true');
    expect(operationFactText(placed('cancelRun'), document)).not.toContain('takesKey');
  });
});
