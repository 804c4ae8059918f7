/** CRC-32 (IEEE) of `bytes[start, end)`, continued from `seed`. */
export type Checksum = (bytes: Uint8Array, start: number, end: number, seed: number) => number;

/** Text to bytes and back. Nothing in the pure part interprets text otherwise. */
export interface Utf8 {
  encode(text: string): Uint8Array;
  /** Malformed sequences become U+FFFD. */
  decode(bytes: Uint8Array, start: number, end: number): string;
  /** One character for each byte, 0 to 255: how keys are held, so that text order is byte order. */
  latin1(bytes: Uint8Array, start: number, end: number): string;
}

/**
 * Where outgoing buffers come from and go back to.
 *
 * Whoever carries out an effect gives its buffer back once the bytes have left. From then on they
 * may be overwritten; the simulator overwrites them at once, to show that nobody looks again.
 */
export interface BufferPool {
  /** A buffer of at least `bytesMin` bytes with unspecified content. */
  take(bytesMin: number): Uint8Array;
  give(buffer: Uint8Array): void;
}

/** A compression of whole byte strings. */
export interface Compress {
  compress(bytes: Uint8Array): Uint8Array;
  /** @throws DecodeError when `bytes` are damaged, or stand for more than `bytesMax` bytes. */
  decompress(bytes: Uint8Array, bytesMax: number): Uint8Array;
}

/** What the pure part needs from the platform. */
export interface Ports {
  readonly checksum: Checksum;
  readonly utf8: Utf8;
  readonly buffers: BufferPool;
}
