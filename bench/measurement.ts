/** One row of the bench, as it stands in `bench/results/latest.json`. */
export interface Measurement {
  readonly name: string;
  /** Null when it could not be measured. */
  readonly value: number | null;
  readonly unit: string;
  /** The same quantity of what `value` is held against, measured in the same run. */
  readonly baseline: number | null;
  /** `value / baseline`. */
  readonly ratio: number | null;
  /** In words: `<= 1.4x` is said of the ratio, `<= 350 KB` of the value. Null for what is told as information only. */
  readonly goal: string | null;
  /** False when the goal is missed, or when nothing could be measured. */
  readonly ok: boolean;
}

/** The most that a value, or the ratio to its baseline, may be. */
export type Goal = { readonly ratio: number } | { readonly value: number };

interface Reading {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline?: number;
  readonly goal?: Goal;
}

export function measured({ name, value, unit, baseline, goal }: Reading): Measurement {
  const ratio = baseline === undefined ? null : value / baseline;
  return {
    name,
    value: round(value),
    unit,
    baseline: baseline === undefined ? null : round(baseline),
    ratio: ratio === null ? null : round(ratio),
    goal: goal === undefined ? null : told(goal, unit),
    ok: goal === undefined || reached(goal, value, ratio),
  };
}

/** The row of something that should have been measured and was not: never ok. */
export const unmeasured = (name: string, unit: string, goal: Goal): Measurement => ({
  name,
  value: null,
  unit,
  baseline: null,
  ratio: null,
  goal: told(goal, unit),
  ok: false,
});

const told = (goal: Goal, unit: string): string => ('ratio' in goal ? `<= ${goal.ratio}x` : `<= ${goal.value} ${unit}`);

function reached(goal: Goal, value: number, ratio: number | null): boolean {
  if ('value' in goal) return value <= goal.value;
  return ratio !== null && ratio <= goal.ratio;
}

/** Three significant digits, and never fewer than the whole number has: more would be noise. */
function round(value: number): number {
  const digits = Math.max(3, Math.trunc(Math.abs(value)).toString().length);
  return Number(value.toPrecision(digits));
}
