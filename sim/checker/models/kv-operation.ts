/**
 * What raftlab's clients ask of one key. Values are short texts that identify the bytes, such as a
 * digest; equal texts are equal bytes.
 */
export type KvInput =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'delete'; readonly key: string }
  /** `expected` null: only when the key is absent. `value` null: delete it. */
  | {
      readonly kind: 'cas';
      readonly key: string;
      readonly expected: string | null;
      readonly value: string | null;
    };

/** What a reader of a key saw. */
export interface KvSight {
  /** null: the key was not found; an empty value is a value. */
  readonly value: string | null;
  /** Of the value; null when it was not reported. Not looked at when the key was not found. */
  readonly revision: number | null;
}

/** What a put, a delete or a successful cas reported; null for what it did not report. */
export interface KvWritten {
  /** Rises with every change of the key. 0: a delete found nothing and changed nothing. */
  readonly revision: number | null;
  /** Of the value that was there before; 0 when there was none. */
  readonly previousRevision: number | null;
}

export type KvOutput =
  | ({ readonly kind: 'read' } & KvSight)
  | ({ readonly kind: 'written' } & KvWritten)
  /** A cas that found another value, which it may have reported; the key is unchanged. */
  | { readonly kind: 'mismatch'; readonly current: KvSight | null };

/** Whether the operation took effect on the key, when its outcome is known. */
export function changesKey(input: KvInput, output: KvOutput | null): boolean {
  return input.kind !== 'get' && output?.kind !== 'mismatch';
}

/** The value that the operation leaves behind when it takes effect; null is absence. */
export function valueLeft(input: KvInput): string | null {
  return input.kind === 'put' || input.kind === 'cas' ? input.value : null;
}

/** `put "a" "v1" → revision 7 after 5`; output null: unknown. */
export function describeKv(input: KvInput, output: KvOutput | null): string {
  return `${describeInput(input)} → ${output === null ? 'unknown' : describeOutput(output)}`;
}

function describeInput(input: KvInput): string {
  const key = JSON.stringify(input.key);
  switch (input.kind) {
    case 'put':
      return `put ${key} ${describeValue(input.value)}`;
    case 'cas':
      return `cas ${key} ${describeValue(input.expected)} to ${describeValue(input.value)}`;
    default:
      return `${input.kind} ${key}`;
  }
}

/** `"v1" revision 7` */
export function describeOutput(output: KvOutput): string {
  switch (output.kind) {
    case 'read':
      return describeSight(output);
    case 'written':
      return describeWritten(output);
    default:
      return output.current === null
        ? 'another value'
        : `another value: ${describeSight(output.current)}`;
  }
}

function describeSight({ value, revision }: KvSight): string {
  return (
    describeValue(value) + (revision === null || value === null ? '' : ` revision ${revision}`)
  );
}

function describeWritten({ revision, previousRevision }: KvWritten): string {
  const written = revision === null ? 'ok' : `revision ${revision}`;
  return previousRevision === null ? written : `${written} after ${previousRevision}`;
}

function describeValue(value: string | null): string {
  return value === null ? 'absent' : JSON.stringify(value);
}
