import { describe, expect, it } from 'vitest';
import { admit } from '../../../shared/middleware/admit.ts';
import { answer } from '../../../shared/middleware/answer.ts';
import { apiFunction } from '../../../shared/middleware/api-function.ts';
import { audit } from '../../../shared/middleware/audit.ts';
import { consumerChain, taskChain, triggerChain } from '../../../shared/middleware/chains.ts';
import { liveSettings } from '../../../shared/middleware/live-settings.ts';
import { matchRoute } from '../../../shared/middleware/match-route.ts';
import { checkOptions } from '../../../shared/middleware/options.ts';
import { prepareCall } from '../../../shared/middleware/prepare-call.ts';
import { rateLimit } from '../../../shared/middleware/rate-limit.ts';
import { requestContext } from '../../../shared/middleware/request-context.ts';
import { requestLog } from '../../../shared/middleware/request-log.ts';
import { secrets } from '../../../shared/middleware/secrets.ts';
import { ENV, generous, settingsOf } from '../../support/api-world.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

const now = () => 0;
const log = new FakeLog();
const meter = new FakeMeter();
const settings = settingsOf();
const noWork = async () => undefined;

/** Each factory with options that it takes; `more` is put among them. */
const FACTORIES: Readonly<Record<string, (more: object) => unknown>> = {
  admit: (more) => admit({ log, settings, ...more }),
  answer: (more) => answer({ log, ...more }),
  apiFunction: (more) =>
    apiFunction({ function: 'api-runs', routes: {} as never, services: now, ...more }, { settings, env: ENV }),
  audit: (more) => audit({ trail: undefined, log, settings, now, ...more }),
  consumerChain: (more) => consumerChain(noWork, { log, meter, settings, recordFields: () => ({}), ...more }),
  liveSettings: (more) => liveSettings({ settings, ...more }),
  matchRoute: (more) => matchRoute({ routes: {}, ...more }),
  prepareCall: (more) => prepareCall({ log, now, ...more }),
  rateLimit: (more) => rateLimit({ limiter: generous, settings, now, sleep: noWork, ...more }),
  requestContext: (more) => requestContext({ now, ...more }),
  requestLog: (more) => requestLog({ log, meter, now, ...more }),
  secrets: (more) => secrets({ vault: undefined, ...more }),
  taskChain: (more) => taskChain(noWork, { log, meter, settings, ...more }),
  triggerChain: (more) => triggerChain(noWork, { log, meter, settings, ...more }),
};

describe.each(Object.entries(FACTORIES))('%s', (name, make) => {
  it('takes its own options and no other', () => {
    expect(() => make({})).not.toThrow();
    expect(() => make({ tiemout: 3, verbose: true })).toThrow(TypeError);
    expect(() => make({ tiemout: 3, verbose: true })).toThrow(`${name} has no option tiemout, verbose. It has: `);
  });
});

describe('checkOptions', () => {
  it('names what is unknown and what there is', () => {
    expect(() => checkOptions('make', { a: 1, x: undefined }, ['a', 'b'])).toThrow(
      'make has no option x. It has: a, b.',
    );
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])('does not take %s for an option', (name) => {
    expect(() => checkOptions('make', { [name]: 1 }, ['a'])).toThrow(TypeError);
  });
});
