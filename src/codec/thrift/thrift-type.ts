/** Type ids as TBinaryProtocol writes them; `stop` ends the fields of a struct. */
export const ThriftType = {
  stop: 0,
  bool: 2,
  i8: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
  uuid: 16,
} as const;

export type ThriftType = (typeof ThriftType)[keyof typeof ThriftType];

/** A uuid is only stepped over: no structure of ours has one. */
export const UUID_BYTES = 16;
