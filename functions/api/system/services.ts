import type { HealthServices } from '../../../shared/clients/health/process-health.ts';

/** What the system routes work with. */
export type SystemServices = HealthServices;
