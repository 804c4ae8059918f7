/** The folders of the foreign data, one for each kind of case. */
export const FOREIGN_KINDS = [
  'quorum',
  'confchange',
  'raft-tables',
  'interaction',
  'thrift',
  'traces',
  'linearizability',
] as const;

export type ForeignKind = (typeof FOREIGN_KINDS)[number];

/** The kind of a file below the root of the foreign data, as in `thrift/vectors.json`. */
export function kindOf(file: string): ForeignKind {
  const folder = file.split('/')[0];
  const kind = FOREIGN_KINDS.find((known) => known === folder);
  if (kind === undefined) {
    throw new Error(`${file} is in none of the folders ${FOREIGN_KINDS.join(', ')}`);
  }
  return kind;
}
