import type { NodeType } from '../domain/node/node-type.ts';
import { nodeType as dataTransform } from './data/transform/schema.ts';
import { nodeType as dataValidate } from './data/validate/schema.ts';
import { nodeType as flowApproval } from './flow/approval/schema.ts';
import { nodeType as flowChoice } from './flow/choice/schema.ts';
import { nodeType as flowDelay } from './flow/delay/schema.ts';
import { nodeType as flowFail } from './flow/fail/schema.ts';
import { nodeType as httpRequest } from './http/request/schema.ts';

/** Every node type by its name, for validation and the published schema. What they do stands in executors.ts. */
export const NODE_TYPES: ReadonlyMap<string, NodeType> = new Map(
  [httpRequest, dataTransform, dataValidate, flowApproval, flowChoice, flowDelay, flowFail].map((nodeType) => [
    nodeType.type,
    nodeType,
  ]),
);
