// The child of probe.ts: CommonJS without types, so that nothing but the function is loaded between the clocks.
const [, , bundle, first] = process.argv;

const cpu = process.threadCpuUsage();
const begin = performance.now();
const { handler } = require(bundle);
const readyMs = performance.now() - begin;
const { user, system } = process.threadCpuUsage(cpu);
const readyCpuMs = (user + system) / 1000;
if (typeof handler !== 'function') throw new TypeError(`${bundle} exports no handler.`);
const undici = process.moduleLoadList.filter((name) => name.includes('undici'));

async function firstAnswer() {
  // The runtime asks for its first event, which takes a turn of the event loop at least.
  await new Promise(setImmediate);
  const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 900_000 };
  // A refusal is an answer too: what counts is how long it took.
  const outcome = await handler(JSON.parse(first), context).then(JSON.stringify, String);
  return { answerMs: performance.now() - begin, outcome };
}

async function tell() {
  const answer = first === undefined ? {} : await firstAnswer();
  // Descriptor 3: standard output belongs to the function's log.
  require('node:fs').writeSync(3, JSON.stringify({ readyMs, readyCpuMs, undici, ...answer }));
  process.exit();
}

void tell();
