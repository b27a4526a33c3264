import fc from 'fast-check';

/**
 * Property tests draw the same values each time, so that a change is judged by what it changes. Others are drawn by
 * another seed: `PROPERTY_SEED=7 npm run unit`, more of them by `PROPERTY_RUNS=1000`.
 */
const { PROPERTY_SEED = '20261120', PROPERTY_RUNS = '100' } = process.env;

fc.configureGlobal({ seed: Number(PROPERTY_SEED), numRuns: Number(PROPERTY_RUNS) });
