import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../local/demo/sample.ts';
import { at, outcomeOf, runOf, stepOf } from './outcomes.ts';

const once = [stepOf('a'), stepOf('b')];
const again = [stepOf('a', { attempts: 2 }), stepOf('b')];
const skipped = [...once, stepOf('c', { status: 'skipped', attempts: 0 })];
const outcome = (id: string, steps: typeof once, endedAt = at(400)) =>
  outcomeOf({ run: runOf({ id, steps, endedAt }) });

describe('sampleOf', () => {
  it('takes the run with the most attempts', () => {
    const outcomes = [outcome('short', skipped, at(1)), outcome('rich', again), outcome('plain', once)];
    expect(sampleOf(outcomes)?.run.id).toBe('rich');
  });

  it('takes the quickest of those that are alike', () => {
    expect(sampleOf([outcome('slow', once), outcome('quick', once, at(300))])?.run.id).toBe('quick');
  });

  it('takes none where none succeeded', () => {
    const { run: _run, ...unstarted } = outcomeOf();
    expect(sampleOf([unstarted, outcomeOf({ run: runOf({ status: 'failed', steps: again }) })])).toBeUndefined();
  });
});
