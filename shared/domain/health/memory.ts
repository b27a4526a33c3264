import type { CheckResult } from './check.ts';

/** From this share of its limit on, a container is short of memory. */
const SHORT = 0.9;

/**
 * The memory of this container. No dependency, so it is measured with each answer.
 * @param usage bytes in memory
 * @param limit bytes that the container may have
 */
export const memoryResult = (usage: number, limit: number) =>
  ({
    name: 'memory',
    critical: false,
    status: usage > limit * SHORT ? 'degraded' : 'healthy',
    durationMs: 0,
    usage,
    limit,
  }) satisfies CheckResult & { usage: number; limit: number };
