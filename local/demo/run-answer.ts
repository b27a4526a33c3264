/** A run as the API shows it; times in ISO 8601. */
export interface RunAnswer {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
  readonly error: RunErrorAnswer | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

interface RunErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly nodeId?: string;
  readonly data?: unknown;
}

export interface StepAnswer {
  readonly nodeId: string;
  readonly type: string;
  readonly status: string;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}
