import { detailedBody } from '../../../shared/domain/health/body.ts';
import { canServe } from '../../../shared/domain/health/check.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import type { StatusServices } from './services.ts';

/** Health with numbers, and which of the caller's own breakers are open. */
export const route = defineRoute({
  name: 'getDetailedHealth',
  async handle(call, services: StatusServices) {
    const [report, breakers] = await Promise.all([
      services.monitor.report(),
      openBreakers(services, call.principal.tenantId, call.now()),
    ]);
    const body = { ...detailedBody(report, services.container(), call.now()), breakers };
    return { status: canServe(body.status) ? 200 : 503, headers: { 'cache-control': 'no-store' }, body };
  },
});

/** @returns null when nobody knows: there is no store of them, or it does not answer */
async function openBreakers({ breakers }: StatusServices, tenantId: string, now: number) {
  const answer = await breakers.ask((store) => store.list(tenantId));
  if (answer === undefined) return null;
  return answer.value.map(({ downstream, openedAt, until }) => ({
    downstream,
    state: until > now ? ('open' as const) : ('halfOpen' as const),
    openedAt: new Date(openedAt).toISOString(),
    until: new Date(until).toISOString(),
  }));
}
