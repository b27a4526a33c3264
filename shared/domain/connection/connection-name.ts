import { hasExpression } from '../expression/scan.ts';
import { NameSchema } from '../text/name.ts';

const MAX_NAME = 64;

/** What nodes call a connection by: `config.connection`. */
export const ConnectionNameSchema = NameSchema.max(MAX_NAME).refine(
  (name) => !hasExpression(name),
  'must not hold an expression',
);
