import { describe, expect, it } from 'vitest';
import { CloudFailure, describeFailure } from '../../../local/cloud/failure.ts';
import { checkMachine, checkSpace } from '../../../local/cloud/preflight.ts';

describe('describeFailure', () => {
  it('says what is wrong and what to do, without a stack', () => {
    const text = describeFailure(new CloudFailure('It is broken.', 'Mend it.'), false);
    expect(text).toBe('It is broken.\nMend it.');
  });

  it('shows the stack when debugging', () => {
    expect(describeFailure(new Error('x'), true)).toContain('failure.test.ts');
  });

  it.each([
    ['ENOSPC', 'disk is full'],
    ['EACCES', 'right to write'],
  ])('has a remedy for %s', (code, said) => {
    expect(describeFailure(Object.assign(new Error('x'), { code }), false)).toContain(said);
  });

  it('describes what is thrown that is no error', () => {
    expect(describeFailure('text', false)).toContain('text');
  });
});

describe('checkSpace', () => {
  const disk = (free: number) => () => ({ bavail: free, bsize: 1 }) as never;

  it('refuses a place with less than 1 GB and names it', () => {
    expect(() => checkSpace('/some/where', disk(1024 ** 3 - 1))).toThrow('/some/where');
  });

  it('takes a place with 1 GB', () => {
    expect(() => checkSpace('/some/where', disk(1024 ** 3))).not.toThrow();
  });
});

describe('checkMachine', () => {
  it('refuses a Node that cannot run TypeScript', () => {
    expect(() => checkMachine('/nowhere', '22.1.0')).toThrow('Node 22.1.0 is too old');
  });
});
