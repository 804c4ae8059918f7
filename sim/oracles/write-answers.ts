import type { ResultStatus } from '../../src/kv/result.ts';
import type { KvInput } from '../checker/models/kv-operation.ts';
import { Violation } from './violation.ts';

/**
 * A client whose write is answered knows what became of it. Clients send only commands that can be
 * read and ask for no result that they have: `invalid` or `alreadyAnswered` stand for a write that is lost.
 *
 * @throws Violation
 */
export function checkWriteAnswer({ kind, key }: KvInput, status: ResultStatus): void {
  if (status !== 'ok' && !(status === 'mismatch' && kind === 'cas')) {
    const message = `a ${kind} of "${key}" was answered with ${status}`;
    throw new Violation('write-answers', 'invariant', message);
  }
}
