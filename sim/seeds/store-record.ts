import { RaftLabError } from '../../src/base/errors.ts';
import { SeedSet } from './seed-set.ts';

/** A way to run seeds, and the program that ran them. */
export interface RunKey {
  /** The flags that a run of it has beside its seed. */
  readonly run: string;
  /** Differs where anything of the program does. */
  readonly build: string;
  /**
   * Seconds since 1970 of a commit that was built: tells which builds are old. Many commits have one
   * build, those that touch nothing but documents and tests.
   */
  readonly committedAt: number;
}

/** One failing run with everything that is known of it. */
export interface FailureRecord {
  readonly kind: 'failure';
  readonly key: RunKey;
  readonly seed: number;
  readonly exitCode: number;
  readonly oracle: string;
  readonly signature: string;
  readonly message: string;
  readonly wallMs: number;
  /** ISO 8601. */
  readonly foundAt: string;
}

/** One line of a store. */
export type StoreRecord =
  | {
      readonly kind: 'passed';
      readonly key: RunKey;
      readonly seeds: SeedSet;
      /** Those of them that another process came to the same events with. */
      readonly compared: SeedSet;
    }
  | {
      readonly kind: 'failed';
      readonly key: RunKey;
      readonly signature: string;
      readonly exitCode: number;
      readonly seeds: SeedSet;
    }
  | FailureRecord
  | {
      readonly kind: 'folded';
      readonly key: RunKey;
      readonly passed: number;
      readonly failed: number;
    };

/** Two keys are one when this is equal. */
export function keyText({ run, build }: RunKey): string {
  return `${run}\n${build}`;
}

/** One line, without its end. */
export function storeLine(record: StoreRecord): string {
  const seeds = 'seeds' in record ? { seeds: `${record.seeds}` } : {};
  // JSON has no place for what is undefined.
  const compared = record.kind === 'passed' ? { compared: `${record.compared}` || undefined } : {};
  return JSON.stringify({ ...record, ...seeds, ...compared });
}

type Fields = Readonly<Record<string, unknown>>;

/** @throws RaftLabError INVALID_REQUEST, or SyntaxError when the line is no JSON */
export function readRecord(line: string): StoreRecord {
  const fields = toFields(JSON.parse(line));
  const key = readKey(toFields(fields.key));
  switch (fields.kind) {
    case 'passed':
      return {
        kind: 'passed',
        key,
        seeds: SeedSet.parse(text(fields, 'seeds')),
        compared: SeedSet.parse(fields.compared === undefined ? '' : text(fields, 'compared')),
      };
    case 'failed':
      return {
        kind: 'failed',
        key,
        signature: text(fields, 'signature'),
        exitCode: count(fields, 'exitCode'),
        seeds: SeedSet.parse(text(fields, 'seeds')),
      };
    case 'failure':
      return {
        kind: 'failure',
        key,
        seed: count(fields, 'seed'),
        exitCode: count(fields, 'exitCode'),
        oracle: text(fields, 'oracle'),
        signature: text(fields, 'signature'),
        message: text(fields, 'message'),
        wallMs: count(fields, 'wallMs'),
        foundAt: text(fields, 'foundAt'),
      };
    case 'folded':
      return {
        kind: 'folded',
        key,
        passed: count(fields, 'passed'),
        failed: count(fields, 'failed'),
      };
    default:
      throw wrong('kind', 'passed, failed, failure or folded');
  }
}

function readKey(fields: Fields): RunKey {
  return {
    run: text(fields, 'run'),
    build: text(fields, 'build'),
    committedAt: count(fields, 'committedAt'),
  };
}

function toFields(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Fields;
  }
  throw new RaftLabError('INVALID_REQUEST', 'no object stands where one is expected');
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') {
    return value;
  }
  throw wrong(name, 'a text');
}

function count(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    return value;
  }
  throw wrong(name, 'a whole number');
}

function wrong(name: string, expected: string): RaftLabError {
  return new RaftLabError('INVALID_REQUEST', `"${name}" is not ${expected}`);
}
