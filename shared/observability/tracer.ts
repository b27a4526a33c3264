/** Marks a stretch of work in the trace of the invocation. A port: the X-Ray SDK behind it is out of support in 2027. */
export interface Tracer {
  /** Runs `work` in a span of this name; annotations are searchable, so ids only. */
  span<Result>(
    name: string,
    annotations: Readonly<Record<string, string>>,
    work: () => Promise<Result>,
  ): Promise<Result>;
}

const silent: Tracer = { span: (_name, _annotations, work) => work() };

let loaded: Promise<Tracer> | undefined;

/** True when this invocation is sampled: most are not, and loading the tracer costs more than a request. */
export const isTraced = (env: NodeJS.ProcessEnv): boolean =>
  env.POWERTOOLS_TRACE_ENABLED !== 'false' && (env._X_AMZN_TRACE_ID?.includes('Sampled=1') ?? false);

/** The tracer of the current invocation. The code behind it is loaded with the first traced one. */
export function tracer(env: NodeJS.ProcessEnv = process.env): Tracer | Promise<Tracer> {
  if (!isTraced(env)) return silent;
  loaded ??= import('./xray-tracer.ts').then(({ xrayTracer }) => xrayTracer());
  return loaded;
}
