/** Values that explain a broken invariant; printed with the message. */
export type Facts = Readonly<Record<string, unknown>>;

/** A defect in raftlab itself: a sentence that must always be true was false. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
  readonly claim: string;
  readonly facts: Facts;

  constructor(claim: string, facts: Facts) {
    super(`not true: ${claim} (${describeFacts(facts)})`);
    this.claim = claim;
    this.facts = facts;
  }
}

const NO_FACTS: Facts = Object.freeze({});

/**
 * Stops the replica when `condition` is false.
 *
 * @param claim - a sentence that is true of a correct engine.
 * @param facts - the values that show why it is not; on hot paths leave them out.
 * @throws InvariantError
 */
export function invariant(
  condition: boolean,
  claim: string,
  facts: Facts = NO_FACTS,
): asserts condition {
  if (!condition) {
    throw new InvariantError(claim, facts);
  }
}

/** Marks the end of an exhaustive `switch`: a new member of the union fails to compile here. */
export function unreachable(value: never): never {
  throw new InvariantError('every kind is handled', { value });
}

/** `value`, which the caller knows to be present. */
export function present<T>(value: T | undefined | null, claim: string): T {
  if (value === undefined || value === null) {
    throw new InvariantError(claim, NO_FACTS);
  }
  return value;
}

function describeFacts(facts: Facts): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}=${describeValue(value)}`)
    .join(' ');
}

function describeValue(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
