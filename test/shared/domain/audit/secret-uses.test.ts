import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../../shared/domain/audit/audit.ts';
import { createSecretUseRecorder } from '../../../../shared/domain/audit/secret-uses.ts';
import { FakeLog } from '../../../support/fake-log.ts';

const NOW = Date.UTC(2026, 0, 1);
const USE = { tenantId: 'ten_a', runId: 'run_1', nodeId: 'order', connectionId: 'conn_1', correlationId: 'c' };
const aUse = (change: Partial<typeof USE> = {}) => ({ ...USE, historyDays: 7, ...change });

function world() {
  const events: AuditEvent[] = [];
  const days: (number | null)[] = [];
  const log = new FakeLog();
  const state = { fails: false };
  const trail = {
    record: async (event: AuditEvent, historyDays: number | null) => {
      if (state.fails) throw new Error('no table');
      events.push(event);
      days.push(historyDays);
    },
  };
  return { events, days, log, state, record: createSecretUseRecorder({ trail, log, now: () => NOW }) };
}

describe('uses of secrets by runs', () => {
  it('are told with the run, the node and the connection', async () => {
    const { events, days, record } = world();
    await record(aUse());
    expect(days).toEqual([7]);
    expect(events).toEqual([
      {
        tenantId: 'ten_a',
        at: NOW,
        action: 'useSecret',
        principalId: 'system',
        principalKind: 'system',
        resource: { type: 'connections', id: 'conn_1' },
        status: 200,
        correlationId: 'c',
        details: { runId: 'run_1', nodeId: 'order' },
      },
    ]);
  });

  it('are told once for each run and connection, however many at once', async () => {
    const { events, record } = world();
    const uses = [aUse(), aUse({ nodeId: 'other' }), aUse({ connectionId: 'conn_2' }), aUse({ runId: 'run_2' })];
    await Promise.all([...uses, ...uses].map(record));
    expect(events.map(({ resource, details }) => [resource?.id, details?.runId])).toEqual([
      ['conn_1', 'run_1'],
      ['conn_2', 'run_1'],
      ['conn_1', 'run_2'],
    ]);
  });

  it('that could not be told are told with the next one, and the run goes on', async () => {
    const { events, log, state, record } = world();
    state.fails = true;
    await record(aUse());
    expect([events, log.lines.map(({ message }) => message)]).toEqual([[], ['Audit failed']]);
    state.fails = false;
    await record(aUse());
    expect(events).toHaveLength(1);
  });

  it('are remembered for thousands of runs and no more', async () => {
    const { events, record } = world();
    for (let run = 0; run < 5001; run += 1) await record(aUse({ runId: `run_${run}` }));
    await record(aUse({ runId: 'run_5000' }));
    expect(events).toHaveLength(5001);
    await record(aUse({ runId: 'run_0' }));
    expect(events).toHaveLength(5002);
  });

  it('are told to nobody where there is no trail', async () => {
    const log = new FakeLog();
    await createSecretUseRecorder({ trail: undefined, log, now: () => NOW })(aUse());
    expect(log.lines).toEqual([]);
  });
});
