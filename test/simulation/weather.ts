import type { Random } from './random.ts';

/** What may go wrong in one simulation. Chances are per call, unless said otherwise. */
export interface Weather {
  readonly name: string;
  /** A call fails before it has its effect, or after it. */
  readonly lost: number;
  readonly ambiguous: number;
  /** A client that hears nothing repeats the call by itself. */
  readonly twice: number;
  /** A call takes seconds, and so does its answer. */
  readonly slow: number;
  /** The process dies: before its call leaves, or while it is under way. */
  readonly crash: number;
  /** The process stands still for up to 90 s. */
  readonly pause: number;
  /** Per turn: the function is called twice at once. */
  readonly duplicate: number;
  /** Somebody stops the execution of a run. Per run. */
  readonly stop: number;
  /** Clocks of processes are wrong by up to this many milliseconds. */
  readonly skewMs: number;
  /** Per process: its clock is wrong by minutes. */
  readonly jump: number;
  /** Faults in all: what has to end in bounded time can't be hit without bound. */
  readonly budget: number;
}

/** How wrong a clock that jumped may be. */
export const WRONG_CLOCK_MS = 3 * 60_000;

const CALM: Omit<Weather, 'name'> = {
  lost: 0,
  ambiguous: 0,
  twice: 0,
  slow: 0,
  crash: 0,
  pause: 0,
  duplicate: 0,
  stop: 0,
  skewMs: 0,
  jump: 0,
  budget: 0,
};

const WEATHERS: readonly Weather[] = [
  { ...CALM, name: 'calm' },
  { ...CALM, name: 'repeating', duplicate: 0.5 },
  { ...CALM, name: 'lossy', lost: 0.03, ambiguous: 0.03, twice: 0.02, duplicate: 0.1, budget: 25 },
  { ...CALM, name: 'slow', slow: 0.08, pause: 0.01, duplicate: 0.1, skewMs: 2000, budget: 25 },
  { ...CALM, name: 'crashing', crash: 0.05, duplicate: 0.1, skewMs: 2000, budget: 20 },
  { ...CALM, name: 'standing still', crash: 0.005, pause: 0.06, duplicate: 0.3, skewMs: 2000, budget: 20 },
  {
    name: 'stormy',
    lost: 0.02,
    ambiguous: 0.02,
    twice: 0.02,
    slow: 0.02,
    crash: 0.02,
    pause: 0.02,
    duplicate: 0.2,
    stop: 0.2,
    skewMs: 2000,
    jump: 0,
    budget: 40,
  },
  {
    name: 'hurricane',
    lost: 0.05,
    ambiguous: 0.05,
    twice: 0.03,
    slow: 0.05,
    crash: 0.05,
    pause: 0.05,
    duplicate: 0.4,
    stop: 0.1,
    skewMs: 2000,
    jump: 0,
    budget: 120,
  },
  { ...CALM, name: 'out of time', lost: 0.01, crash: 0.02, duplicate: 0.2, skewMs: 3000, jump: 0.1, budget: 20 },
];

export const weatherOf = (random: Random): Weather => random.pick(WEATHERS);

/** How far apart two clocks may be, in milliseconds. */
export const toleranceOf = ({ skewMs, jump }: Weather): number => (jump > 0 ? 2 * WRONG_CLOCK_MS : 2 * skewMs);

export type Fault = 'none' | 'lost' | 'ambiguous' | 'twice' | 'slow' | 'crash' | 'crashLater' | 'pause';

/** Draws faults while there is a budget, and remembers when they befell: a fault excuses a delay. */
export class Faults {
  readonly weather: Weather;
  readonly #random: Random;
  readonly #now: () => number;
  readonly #befell: number[] = [];

  constructor(random: Random, weather: Weather, now: () => number) {
    this.#random = random;
    this.weather = weather;
    this.#now = now;
  }

  draw(): Fault {
    const { weather } = this;
    if (this.#befell.length >= weather.budget) return 'none';
    let dice = this.#random.next();
    for (const kind of ['lost', 'ambiguous', 'twice', 'slow', 'crash', 'pause'] as const) {
      dice -= weather[kind];
      if (dice >= 0) continue;
      this.record();
      return kind === 'crash' && this.#random.chance(0.7) ? 'crashLater' : kind;
    }
    return 'none';
  }

  record(): void {
    this.#befell.push(this.#now());
  }

  /** Faults since a moment, epoch milliseconds. */
  since(moment: number): number {
    return this.#befell.filter((at) => at >= moment).length;
  }
}
