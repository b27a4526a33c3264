import { afterEach, describe, expect, it } from 'vitest';
import { remainingMs, startInvocation, TimeoutError, withinTime } from '../../../../shared/clients/aws/time-limit.ts';

afterEach(() => startInvocation(Number.POSITIVE_INFINITY));

const untilAborted = ({ abortSignal }: { readonly abortSignal?: AbortSignal }) =>
  new Promise<never>((_resolve, reject) => abortSignal?.addEventListener('abort', () => reject(new Error('aborted'))));

describe('the time of an invocation', () => {
  it('has no limit until one is said, and then runs down', async () => {
    expect(remainingMs()).toBe(Number.POSITIVE_INFINITY);
    startInvocation(1000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(remainingMs()).toBeLessThan(990);
    expect(remainingMs()).toBeGreaterThan(500);
    startInvocation(5000);
    expect(remainingMs()).toBeGreaterThan(4000);
  });

  it('gives a call no signal when there is no limit, and one when there is', async () => {
    expect(await withinTime('x', async (options) => options)).toEqual({});
    const { abortSignal } = await withinTime('x', async (options) => options, 1000);
    expect(abortSignal?.aborted).toBe(false);
  });

  it('ends a call with an error of its own that names it', async () => {
    const call = withinTime('GetObject', untilAborted, 20);
    await expect(call).rejects.toBeInstanceOf(TimeoutError);
    await expect(call).rejects.toThrow('GetObject: no answer in the 20 ms that were left.');
    await expect(call).rejects.toMatchObject({ cause: { message: 'aborted' } });
  });

  it('makes no call when there is no time', async () => {
    let called = false;
    const call = async () => {
      called = true;
    };
    await expect(withinTime('x', call, 0)).rejects.toBeInstanceOf(TimeoutError);
    expect(called).toBe(false);
  });

  it('leaves other errors as they are', async () => {
    const error = new Error('refused');
    await expect(withinTime('x', () => Promise.reject(error), 1000)).rejects.toBe(error);
  });
});
