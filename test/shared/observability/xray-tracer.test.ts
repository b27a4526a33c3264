import { describe, expect, it } from 'vitest';
import { xrayTracer } from '../../../shared/observability/xray-tracer.ts';

type Target = NonNullable<Parameters<typeof xrayTracer>[0]>;
type XraySegment = NonNullable<ReturnType<Target['getSegment']>>;

/** A segment as X-Ray has it, as far as a span needs it. */
class FakeSegment {
  readonly annotations: Record<string, unknown> = {};
  readonly children: FakeSegment[] = [];
  closed = false;
  failed = false;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  addNewSubsegment(name: string): FakeSegment {
    const child = new FakeSegment(name);
    this.children.push(child);
    return child;
  }

  addAnnotation(key: string, value: unknown): void {
    this.annotations[key] = value;
  }

  addErrorFlag(): void {
    this.failed = true;
  }

  close(): void {
    this.closed = true;
  }
}

function world(root?: FakeSegment) {
  let current = root;
  const target: Target = {
    getSegment: () => current as unknown as XraySegment,
    setSegment: (segment) => {
      current = segment as unknown as FakeSegment;
    },
  };
  return { traced: xrayTracer(target), current: () => current };
}

describe('a span', () => {
  it('lies under the segment of the invocation, with its annotations, while the work runs', async () => {
    const root = new FakeSegment('facade');
    const { traced, current } = world(root);
    const result = await traced.span('api-runs', { tenantId: 'ten_1' }, async () => current()?.name);
    expect(result).toBe('api-runs');
    expect(root.children).toMatchObject([
      { name: 'api-runs', closed: true, failed: false, annotations: { tenantId: 'ten_1' } },
    ]);
    expect(current()).toBe(root);
  });

  it('is marked and closed when the work fails, and passes the error on', async () => {
    const root = new FakeSegment('facade');
    const { traced, current } = world(root);
    const failing = traced.span('api-runs', {}, async () => {
      throw new TypeError('broken');
    });
    await expect(failing).rejects.toThrow(TypeError);
    expect(root.children).toMatchObject([{ closed: true, failed: true }]);
    expect(current()).toBe(root);
  });

  it('only runs the work where there is no segment', async () => {
    expect(await world().traced.span('api-runs', {}, async () => 42)).toBe(42);
  });
});
