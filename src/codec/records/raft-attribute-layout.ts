/**
 * The layout of a `RaftAttribute` in bytes, version 1.
 *
 * Everything is little-endian. `A` is 4 when the ages are wide, else 1; `T` is 4 when the texts are
 * wide, else 1; `a` and `l` are the two counts.
 *
 * | offset            | bytes     | what                                                       |
 * |-------------------|-----------|------------------------------------------------------------|
 * | 0                 | 1         | version: 1                                                 |
 * | 1                 | 1         | flags, see below; the other bits are 0                     |
 * | 2                 | 4         | `a`: how many ages; 0 when they are nil                    |
 * | 6                 | 4         | `l`: how many locations; 0 when they are nil               |
 * | 10                | 8         | AttrID                                                     |
 * | 18                | 8         | Timestamp, nanoseconds since 1970, two's complement        |
 * | 26                | a·A       | ages: u8 each, or i32 each when wide                       |
 * | 26 + a·A          | (1+2l)·T  | lengths in bytes: AttrName, then each location's key and   |
 * |                   |           | value; u8 each, or u32 each when wide                      |
 * | 26 + a·A + (1+2l)·T | rest    | the texts in the same order, back to back: one byte per    |
 * |                   |           | character (ISO 8859-1), or UTF-8 when wide                 |
 *
 * Flags: 1 there are ages (else nil), 2 there are locations (else nil), 4 wide ages: one is not
 * from 0 to 255, 8 wide texts: one has more than 255 characters or a character above U+00FF.
 *
 * The record does not say its own length: it fills the bytes that it is given, and the lengths must
 * add up to them. Lone surrogates become U+FFFD. There is no checksum; whoever stores or sends the
 * record has one.
 */
export const RAFT_ATTRIBUTE_VERSION = 1;

export const Flag = { ages: 1, locations: 2, wideAges: 4, wideTexts: 8 } as const;

export const FLAGS_ALL = 15;

/** Where the fields of fixed size begin. */
export const Offset = {
  version: 0,
  flags: 1,
  agesCount: 2,
  locationsCount: 6,
  attrId: 10,
  timestamp: 18,
  ages: 26,
} as const;

export const NARROW_BYTES = 1;
export const WIDE_BYTES = 4;
/** The largest age, and the longest text, of the narrow form. */
export const NARROW_MAX = 255;
