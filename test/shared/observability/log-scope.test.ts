import { describe, expect, it } from 'vitest';
import {
  addLogFields,
  runInLogScope,
  scopedDebug,
  scopedLogFields,
  setScopedDebug,
} from '../../../shared/observability/log-scope.ts';

describe('the log scope', () => {
  it('does nothing outside of an invocation', () => {
    addLogFields({ lost: true });
    setScopedDebug(true);
    expect(scopedLogFields()).toBeUndefined();
    expect(scopedDebug()).toBe(false);
  });

  it('gathers fields, the latest of a name counts', () => {
    const fields = runInLogScope(() => {
      addLogFields({ a: 1, b: 1 });
      addLogFields({ b: 2 });
      return scopedLogFields();
    });
    expect(fields).toEqual({ a: 1, b: 2 });
  });

  it('leaves what was handed out as it was', () => {
    runInLogScope(() => {
      addLogFields({ a: 1 });
      const before = scopedLogFields();
      addLogFields({ a: 2 });
      expect(before).toEqual({ a: 1 });
    });
  });

  it('begins anew within another', () => {
    runInLogScope(() => {
      addLogFields({ outer: true });
      setScopedDebug(true);
      runInLogScope(() => {
        expect([scopedLogFields(), scopedDebug()]).toEqual([{}, false]);
        addLogFields({ inner: true });
      });
      expect([scopedLogFields(), scopedDebug()]).toEqual([{ outer: true }, true]);
    });
  });
});
