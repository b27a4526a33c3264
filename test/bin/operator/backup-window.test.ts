import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { backupDays, finality } from '../../../bin/operator/backup-window.ts';

const clientOf = (recovery: object | undefined): DynamoDBClient =>
  ({
    send: async () => ({ ContinuousBackupsDescription: recovery && { PointInTimeRecoveryDescription: recovery } }),
  }) as unknown as DynamoDBClient;

describe('the window of backups', () => {
  it.each([
    [{ PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 7 }, 7],
    [{ PointInTimeRecoveryStatus: 'ENABLED' }, 35],
    [{ PointInTimeRecoveryStatus: 'DISABLED', RecoveryPeriodInDays: 35 }, 0],
    [undefined, 0],
  ])('of a table with %j is %i days', async (recovery, days) => {
    expect(await backupDays(clientOf(recovery), 'table')).toBe(days);
  });

  it('is told with its date', () => {
    const now = Date.UTC(2026, 11, 1, 23);
    expect(finality(35, now)).toMatch(/^It is final after 2027-01-05: .* last 35 days/);
    expect(finality(0, now)).toMatch(/^It is final now/);
  });
});
