import { scopedLogFields } from '../observability/log-scope.ts';
import { tracer } from '../observability/tracer.ts';

/** Puts work into a span of its own that can be found by the ids of its request. In an untraced invocation it is the work alone. */
export function traced<Args extends unknown[], Result>(
  name: string,
  work: (...args: Args) => Promise<Result> | Result,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    const active = await tracer();
    return active.span(name, annotations(), async () => work(...args));
  };
}

const ANNOTATED = ['correlationId', 'requestId', 'tenantId', 'runId', 'route'] as const;

function annotations(): Record<string, string> {
  const fields = scopedLogFields() ?? {};
  const entries = ANNOTATED.map((name) => [name, fields[name]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [(typeof ANNOTATED)[number], string] => typeof entry[1] === 'string'),
  );
}
