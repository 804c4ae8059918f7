import test from 'ava';
import { AnsweredRequests } from '../../../sim/oracles/answered-requests.ts';
import { Violation } from '../../../sim/oracles/violation.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import { ByteWriter } from '../../../src/base/bytes.ts';
import type { LogIndex } from '../../../src/base/ids.ts';
import { encodeRequest } from '../../../src/codec/client/request.ts';
import { encodeResponse } from '../../../src/codec/client/response.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { group } from '../../branded.ts';

const HOST = { id: 1, node: { status: 'running' } } as unknown as SimHost;

const ask = (requestId: number) =>
  encodeRequest({ kind: 'status', requestId, group: group(1) }, nodeUtf8);

function done(...requestIds: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  for (const requestId of requestIds) {
    encodeResponse({ kind: 'done', requestId }, writer, nodeUtf8);
  }
  return writer.copy();
}

test('requests that are answered once each raise no alarm, also when asked again', (t) => {
  const oracle = new AnsweredRequests();
  oracle.requested(HOST, 7, ask(1), 0);
  oracle.requested(HOST, 7, ask(2), 0);
  oracle.requested(HOST, 7, ask(1), 5);
  oracle.answered(HOST, 7, done(2, 1));
  oracle.answered(HOST, 7, done(1));
  t.notThrows(() => oracle.check(10));
});

test('a second answer, or one to another client, raises an alarm', (t) => {
  const oracle = new AnsweredRequests();
  oracle.requested(HOST, 7, ask(1), 0);
  t.throws(() => oracle.answered(HOST, 8, done(1)), { instanceOf: Violation });
  oracle.answered(HOST, 7, done(1));
  t.throws(() => oracle.answered(HOST, 7, done(1)), { instanceOf: Violation });
});

test('a request that waits for ever raises an alarm, unless its node ended', (t) => {
  const oracle = new AnsweredRequests();
  oracle.requested(HOST, 7, ask(1), 5);
  t.notThrows(() => oracle.check(5));
  t.throws(() => oracle.check(6), { instanceOf: Violation });
  oracle.stopped(HOST);
  t.notThrows(() => oracle.check(6));
});

for (const status of ['stopped', 'failed']) {
  test(`a node that has ${status} while a request waits raises an alarm`, (t) => {
    const oracle = new AnsweredRequests();
    const host = { id: 1, node: { status } } as unknown as SimHost;
    t.notThrows(() => oracle.afterTurn(host));
    oracle.requested(host, 7, ask(1), 5);
    t.throws(() => oracle.afterTurn(host), { instanceOf: Violation });
    oracle.answered(host, 7, done(1));
    t.notThrows(() => oracle.afterTurn(host));
  });
}

test('a notice answers nothing, and raises an alarm when nobody waits', (t) => {
  const writer = new ByteWriter();
  encodeResponse({ kind: 'committed', requestId: 1, index: 5 as LogIndex }, writer, nodeUtf8);
  const oracle = new AnsweredRequests();
  oracle.requested(HOST, 7, ask(1), 0);
  oracle.answered(HOST, 7, writer.copy());
  t.throws(() => oracle.check(10), { instanceOf: Violation });
  oracle.answered(HOST, 7, done(1));
  t.throws(() => oracle.answered(HOST, 7, writer.copy()), { instanceOf: Violation });
});
