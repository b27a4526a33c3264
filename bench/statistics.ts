/** Of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing.');
  return (upper + lower) / 2;
}

/** Two ways of doing a thing, and what each attempt at them gave. */
export interface Pair<Sample> {
  readonly ours: Sample;
  readonly bare: Sample;
}

/**
 * Samples both sides in turn, A B A B, so that whatever else the machine does meets both alike. A first round, which
 * fills caches, is thrown away.
 */
export async function interleave<Sample>(
  rounds: number,
  { ours, bare }: Pair<() => Sample | Promise<Sample>>,
): Promise<Pair<readonly Sample[]>> {
  const samples: Pair<Sample[]> = { ours: [], bare: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const [our, their] = [await ours(), await bare()];
    if (round === 0) continue;
    samples.ours.push(our);
    samples.bare.push(their);
  }
  return samples;
}

/** The medians of one number of each sample. */
export const medians = <Sample>(samples: Pair<readonly Sample[]>, of: (sample: Sample) => number): Pair<number> => ({
  ours: median(samples.ours.map(of)),
  bare: median(samples.bare.map(of)),
});
