import test from 'ava';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import type { History } from '../../../sim/checker/history.ts';
import { kv } from '../../../sim/checker/models/kv.ts';
import type { KvInput, KvOutput } from '../../../sim/checker/models/kv-operation.ts';
import {
  allAtOnce,
  cas,
  del,
  found,
  get,
  mismatch,
  notFound,
  oneAfterAnother,
  put,
  written,
} from './kv-history.ts';

/** Histories by what would be wrong with a store that showed them. */
const WRONG: Readonly<Record<string, History<KvInput, KvOutput>>> = {
  'a read of a value that nobody wrote': oneAfterAnother(
    [1, put('a'), written()],
    [2, get, found('b')],
  ),
  'a read of a value before it was written': oneAfterAnother(
    [1, get, found('a')],
    [2, put('a'), written()],
  ),
  'a stale read': oneAfterAnother(
    [1, put('a'), written()],
    [1, put('b'), written()],
    [2, get, found('a')],
  ),
  'two reads that disagree about the order of two writes': oneAfterAnother(
    [1, put('a'), 'unknown'],
    [2, put('b'), 'unknown'],
    [3, get, found('a')],
    [3, get, found('b')],
    [3, get, found('a')],
  ),
  'a lost write': oneAfterAnother([1, put('a'), written()], [2, get, notFound]),
  'a read of what a failed write would have written': oneAfterAnother(
    [1, put('a'), 'failed'],
    [2, get, found('a')],
  ),
  'a value that comes back after a delete': oneAfterAnother(
    [1, put('a'), written()],
    [1, del, written()],
    [2, get, found('a')],
  ),
  'two successful cas from the same value': allAtOnce(
    [1, cas(null, 'a'), written()],
    [2, cas(null, 'b'), written()],
  ),
  'a cas that found another value where there was none': oneAfterAnother(
    [1, put('a'), written()],
    [2, cas('a', 'b'), mismatch],
  ),
  'a mismatch that reports a value that is not there': oneAfterAnother(
    [1, put('a'), written()],
    [2, cas('b', 'c'), { kind: 'mismatch', current: { value: 'x', revision: null } }],
  ),
  'an unknown write that takes effect twice': oneAfterAnother(
    [1, put('a'), 'unknown'],
    [2, get, found('a')],
    [2, put('b'), written()],
    [2, get, found('a')],
  ),
  'a write with a lower revision than one that was acknowledged': oneAfterAnother(
    [1, put('a'), written(5)],
    [2, put('b'), written(4)],
  ),
  'a read of a value at another revision': oneAfterAnother(
    [1, put('a'), written(5)],
    [2, get, found('a', 6)],
  ),
  'a previous revision that skips a write': oneAfterAnother(
    [1, put('a'), written(5)],
    [2, put('b'), written(6)],
    [3, put('c'), written(7, 5)],
  ),
  'a previous revision that no write had': oneAfterAnother(
    [1, put('a'), written(5)],
    [3, put('c'), written(9, 7)],
  ),
  'an absent previous value under a value': oneAfterAnother(
    [1, put('a'), written(5)],
    [3, put('c'), written(9, 0)],
  ),
};

/** Histories that look odd and are right. */
const RIGHT: Readonly<Record<string, History<KvInput, KvOutput>>> = {
  'reads that disagree with the order of the calls': allAtOnce(
    [1, put('a'), written()],
    [2, put('b'), written()],
    [3, get, notFound],
    [4, get, found('a')],
    [5, get, found('b')],
  ),
  'an unknown write that takes effect late': oneAfterAnother(
    [1, put('a'), 'unknown'],
    [2, put('b'), written()],
    [2, get, found('b')],
    [2, get, found('a')],
  ),
  'an unknown write that never takes effect': oneAfterAnother(
    [1, put('a'), 'unknown'],
    [2, get, notFound],
  ),
  'an unknown cas that enables another': oneAfterAnother(
    [1, cas(null, 'a'), 'unknown'],
    [2, cas('a', 'b'), 'unknown'],
    [3, cas('b', 'c'), written()],
  ),
  'a mismatch that needs an unknown write': oneAfterAnother(
    [1, put('a'), written()],
    [2, put('b'), 'unknown'],
    [3, cas('a', 'c'), mismatch],
  ),
  'a revision that an unknown write took in between': oneAfterAnother(
    [1, put('a'), written(5)],
    [2, put('b'), 'unknown'],
    [3, put('c'), written(7, 6)],
  ),
  'a delete of nothing': oneAfterAnother([1, del, written(0, 0)], [1, get, notFound]),
  'a previous revision that is that of a delete': oneAfterAnother(
    [1, put('a'), written(1, 0)],
    [1, del, written(2, 1)],
    [1, put('a'), written(3, 2)],
  ),
  'no previous revision after a delete': oneAfterAnother(
    [1, put('a'), written(1, 0)],
    [1, del, written(2, 1)],
    [1, put('a'), written(3, 0)],
  ),
};

for (const [name, history] of Object.entries(WRONG)) {
  test(`${name} is a violation`, (t) => {
    t.is(checkHistory(history, kv()).verdict, 'violation');
  });
}

for (const [name, history] of Object.entries(RIGHT)) {
  test(`${name}: that has an order`, (t) => {
    t.is(checkHistory(history, kv()).verdict, 'ok');
  });
}
