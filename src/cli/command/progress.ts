/** Where a suite says how far it is. */
export interface Progress {
  /** The suite's work has `total` parts. */
  expect(total: number): void;
  /** `label` names what is being measured now. */
  working(label: string): void;
  /** `parts` more parts are done. */
  advance(parts?: number): void;
}

/** Says nothing: for pipes and tests. */
export const silentProgress: Progress = {
  expect: () => undefined,
  working: () => undefined,
  advance: () => undefined,
};
