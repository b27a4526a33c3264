import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../../local/demo/expectation.ts';
import { judge } from '../../../local/demo/judge.ts';

const label = { path: '/labels', body: { number: 1, label: 'bug' } };
const comment = { path: '/comments', body: { number: 1, text: 'hello' } };
const wanted: Expectation = { status: 'succeeded', output: { a: 1 }, lookups: ['/owners'], effects: [label, comment] };
const refused: Expectation = {
  status: 'failed',
  nodeId: 'gate',
  code: 'HTTP_STATUS',
  httpStatus: 403,
  why: 'it must not be',
  lookups: [],
  effects: [],
};
const canceled: Expectation = { status: 'canceled', why: 'somebody wanted it', lookups: [], effects: [] };
const nothing = { lookups: [], effects: [], mishaps: [], offences: [] };
const record = { ...nothing, lookups: ['/owners'], effects: [comment, label] };
const run = { status: 'succeeded', output: { a: 1 }, error: null, steps: [{ attempts: 1 }, { attempts: 0 }] };
const failed = {
  ...run,
  status: 'failed',
  output: null,
  error: { code: 'HTTP_STATUS', message: 'no', nodeId: 'gate', data: { status: 403 } },
};

describe('judge', () => {
  it('finds nothing wrong with a run that ended as expected, whatever the order of its effects', () => {
    expect(judge(run, record, wanted)).toEqual([]);
    expect(judge(failed, nothing, refused)).toEqual([]);
    expect(judge({ ...run, status: 'canceled', output: null }, nothing, canceled)).toEqual([]);
  });

  it('tells another output', () => {
    expect(judge({ ...run, output: { a: '1' } }, record, wanted)).toEqual(['the output is {"a":"1"}, not {"a":1}']);
  });

  it('tells another end, with its reason', () => {
    expect(judge(failed, record, wanted)).toEqual([
      'the run ended as failed (HTTP_STATUS at gate: no), not as succeeded',
    ]);
    expect(judge({ ...run, status: 'running' }, nothing, refused)).toEqual(['the run ended as running, not as failed']);
  });

  it.each([
    [{ ...failed.error, nodeId: 'other' }],
    [{ ...failed.error, data: { status: 500 } }],
    [{ ...failed.error, code: 'CONFIG_INVALID' }],
    [{ code: 'HTTP_STATUS', message: 'no', nodeId: 'gate' }],
  ])('tells a failure for another reason: %j', (error) => {
    expect(judge({ ...failed, error }, nothing, refused)).toHaveLength(1);
  });

  it('asks for no status of a failure that is no call', () => {
    const { httpStatus: _status, ...own } = { ...refused, code: 'NOT_FOR_SALE' };
    const error = { code: 'NOT_FOR_SALE', message: 'no', nodeId: 'gate' };
    expect(judge({ ...failed, error }, nothing, own)).toEqual([]);
    expect(judge({ ...failed, error: { ...error, nodeId: 'b' } }, nothing, own)).toHaveLength(1);
  });

  it('tells when attempts were made again for nothing, or less often than something went wrong', () => {
    const steps = [{ attempts: 3 }, { attempts: 0 }, { attempts: 1 }];
    const twice = { ...record, mishaps: ['busy', 'lost'] } as const;
    expect(judge({ ...run, steps }, twice, wanted)).toEqual([]);
    expect(judge({ ...run, steps }, record, wanted)).toEqual(['2 attempts were made again, where 0 were needed']);
    expect(judge(run, twice, wanted)).toEqual(['0 attempts were made again, where 2 were needed']);
  });

  it('tells an effect that is missing and one that is too many', () => {
    const problems = judge(run, { ...record, effects: [label, label] }, wanted);
    expect(problems).toEqual([
      'the effect /comments {"number":1,"text":"hello"} is missing',
      'the effect /labels {"number":1,"label":"bug"} is one too many',
    ]);
  });

  it('tells lookups that are missing or for nothing, and what the service objected to', () => {
    const problems = judge(run, { ...record, lookups: ['/risk/1'], offences: ['no key'] }, wanted);
    expect(problems).toEqual([
      'the service was never asked /owners',
      'the service was asked /risk/1 for nothing',
      'no key',
    ]);
  });
});
