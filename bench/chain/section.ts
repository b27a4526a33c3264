import { type Measurement, measured } from '../measurement.ts';
import { bareMiddy, fastifyApp, honoApp } from './frameworks.ts';
import { handWritten } from './hand-written.ts';
import { stepwell } from './stepwell.ts';
import { timeCalls } from './time-calls.ts';

const MAX_US = 100;

/** The whole chain of an API function, warm, beside others that do the same for the same route. */
export async function chain(rounds: number): Promise<readonly Measurement[]> {
  const contenders = {
    stepwell: stepwell(),
    'bare Middy': bareMiddy(),
    'a hand-written handler': handWritten(),
    Hono: honoApp(),
    Fastify: await fastifyApp(),
  };
  const { stepwell: value, ...others } = await timeCalls(contenders, rounds, { idle: ['bare Middy'] });
  return [
    measured({ name: 'chain: a whole request, p50', value, unit: 'us', goal: { value: MAX_US } }),
    ...Object.entries(others).map(([name, baseline]) =>
      measured({ name: `chain: beside ${name}`, value, unit: 'us', baseline }),
    ),
  ];
}
