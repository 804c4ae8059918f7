/** The number of a kind of fault in keys and in the hash; it never changes. */
export const FAULT_CODES = {
  crash: 1,
  restart: 2,
  pause: 3,
  resume: 4,
  partition: 5,
  mend: 6,
  clog: 7,
  spike: 8,
  transfer: 9,
  membership: 10,
  crashPoint: 11,
  diskDamage: 20,
  diskFull: 21,
  syncStrike: 22,
  memberStorm: 30,
  clockJump: 40,
  clockSkew: 41,
  wipe: 42,
  division: 43,
  clientCut: 44,
  swizzle: 45,
  effectPoint: 46,
  freeze: 47,
} as const;

export type FaultCode = (typeof FAULT_CODES)[keyof typeof FAULT_CODES];
