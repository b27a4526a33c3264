import { Tracer as PowertoolsTracer } from '@aws-lambda-powertools/tracer';
import type { Tracer } from './tracer.ts';

// fetch and node:http stay unpatched: outbound calls of tenants are not the operator's trace.
const openTracer = () => new PowertoolsTracer({ captureHTTPsRequests: false });

/** X-Ray through Powertools. Import it lazily: the X-Ray SDK takes about 17 ms to load. */
export function xrayTracer(target: Pick<PowertoolsTracer, 'getSegment' | 'setSegment'> = openTracer()): Tracer {
  return {
    async span(name, annotations, work) {
      const parent = target.getSegment();
      const segment = parent?.addNewSubsegment(name);
      if (parent === undefined || segment === undefined) return work();
      target.setSegment(segment);
      for (const [key, value] of Object.entries(annotations)) segment.addAnnotation(key, value);
      try {
        return await work();
      } catch (error) {
        segment.addErrorFlag();
        throw error;
      } finally {
        segment.close();
        target.setSegment(parent);
      }
    },
  };
}
