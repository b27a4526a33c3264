// The child of probe.ts: CommonJS without types, so that nothing but the function is loaded between the clocks.
const [, , bundle, first] = process.argv;

const begin = performance.now();
const { handler } = require(bundle);
const readyMs = performance.now() - begin;
if (typeof handler !== 'function') throw new TypeError(`${bundle} exports no handler.`);
const undici = process.moduleLoadList.filter((name) => name.includes('undici'));

async function firstAnswer() {
  const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 900_000 };
  // A refusal is an answer too: what counts is how long it took.
  const outcome = await handler(JSON.parse(first), context).then(JSON.stringify, String);
  return { answerMs: performance.now() - begin, outcome };
}

async function tell() {
  const answer = first === undefined ? {} : await firstAnswer();
  // Descriptor 3: standard output belongs to the function's log.
  require('node:fs').writeSync(3, JSON.stringify({ readyMs, undici, ...answer }));
  process.exit();
}

void tell();
