import type { GroupId, LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { OracleName } from './catalogue.ts';

/** What went wrong, as exit codes tell it (design.md 4.1). */
export type ViolationClass = 'invariant' | 'linearizability' | 'liveness' | 'crash';

/** Where something went wrong; what is not known is null. */
export interface ViolationPlace {
  readonly node: NodeId | null;
  readonly group: GroupId | null;
  readonly term: Term | null;
  readonly index: LogIndex | null;
}

export const NOWHERE: ViolationPlace = { node: null, group: null, term: null, index: null };

/** A sentence that must hold of every run did not hold of this one. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly oracle: OracleName;
  readonly violationClass: ViolationClass;
  readonly place: ViolationPlace;

  constructor(
    oracle: OracleName,
    violationClass: ViolationClass,
    message: string,
    place: Partial<ViolationPlace> = {},
  ) {
    super(message);
    this.oracle = oracle;
    this.violationClass = violationClass;
    this.place = { ...NOWHERE, ...place };
  }
}
