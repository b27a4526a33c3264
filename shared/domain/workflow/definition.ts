import * as z from 'zod';
import type { Json } from '../json/json.ts';
import { NameSchema } from '../text/name.ts';
import { MAX_EDGES, MAX_WAIT_SECONDS, NODE_ID_PATTERN } from './limits.ts';

/** Control characters and bidirectional overrides make a name lie about itself. */
const PLAIN_TEXT = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}]*$/u;
const plainText = (max: number) =>
  z.string().max(max).regex(PLAIN_TEXT, 'must not hold control, formatting or unpaired surrogate characters');

const NodeIdSchema = z.string().regex(NODE_ID_PATTERN, 'must match [A-Za-z_][A-Za-z0-9_]{0,63}');
const PortSchema = NodeIdSchema;

/** Any JSON. What is checked has come out of JSON.parse, so looking at each value again would only take time. */
export const JsonSchema = z.unknown() as z.ZodType<Json>;
const JsonObjectSchema = z.record(z.string(), JsonSchema);

const RetrySchema = z
  .strictObject({
    maxAttempts: z.int().min(1).max(20).describe('Attempts in all, the first included.'),
    intervalSeconds: z.number().min(0).max(3600).default(1),
    backoffRate: z.number().min(1).max(10).default(2),
    maxDelaySeconds: z.number().min(0).max(86_400).default(60),
    retryOn: z
      .array(z.enum(['TransientNodeError', 'RateLimitedError', 'NodeTimeoutError', 'EngineCrashError']))
      .min(1)
      .optional()
      .describe('Only errors of these classes are tried again; without it, all of them.'),
    jitter: z.boolean().default(true).describe('Full jitter: a random time between zero and the computed delay.'),
  })
  .describe('Automatic attempts after errors that may pass: network, 408, 429, 5xx, time-outs.');

export const NodeSchema = z.strictObject({
  id: NodeIdSchema,
  type: z.string().min(1).max(64),
  name: NameSchema.optional(),
  config: JsonObjectSchema.default({}),
  retry: RetrySchema.optional(),
  timeoutSeconds: z
    .number()
    .positive()
    .max(MAX_WAIT_SECONDS)
    .optional()
    .describe('Of one attempt, at most 780; of a node that waits for a signal, how long it waits.'),
  onError: z.enum(['fail', 'continue']).default('fail'),
  onUncertain: z
    .enum(['retry', 'fail'])
    .default('retry')
    .describe('What becomes of an effect that may or may not have happened when a process died.'),
});

export const EdgeSchema = z.strictObject({ from: NodeIdSchema, to: NodeIdSchema, port: PortSchema.optional() });

/** The document that describes a workflow: the single source of the types, the JSON Schema and the API's documentation. */
export const DefinitionSchema = z.strictObject({
  name: NameSchema,
  description: plainText(2000).optional(),
  input: JsonObjectSchema.optional().describe('JSON Schema (2020-12) of the input of a run.'),
  timeoutSeconds: z.int().positive().optional().describe('A run that is not over by then is timed out.'),
  nodes: z.array(NodeSchema).min(1),
  edges: z.array(EdgeSchema).max(MAX_EDGES).default([]),
  output: JsonSchema.optional().describe('The output of a run: any JSON with expressions. Without it, null.'),
});

export type Definition = z.infer<typeof DefinitionSchema>;
export type DefinitionNode = z.infer<typeof NodeSchema>;
export type Edge = z.infer<typeof EdgeSchema>;
export type Retry = z.infer<typeof RetrySchema>;
