/** The low two bits of an element's first byte (google/snappy, format_description.txt). */
export const LITERAL = 0;
export const COPY_NEAR = 1;
export const COPY_WIDE = 2;

/** Literals of more bytes have their length behind the first byte, in one to four of their own. */
export const LITERAL_LONG_MIN = 60;
