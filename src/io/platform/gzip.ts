import { gunzipSync, gzipSync, type InputType, type ZlibOptions } from 'node:zlib';
import { DecodeError } from '../../base/errors.ts';
import type { Compress } from '../../base/ports.ts';

/** The platform says more than its types do (zlib, "class options": info). */
type InformedGunzip = (
  bytes: InputType,
  options: ZlibOptions & { readonly info: true },
) => { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };

const informedGunzip = gunzipSync as unknown as InformedGunzip;

/** RFC 1952, as the platform writes it: which bytes come out depends on its version. */
export const nodeGzip: Compress = {
  compress: (bytes) => gzipSync(bytes),
  decompress: (bytes, bytesMax) => {
    let found: ReturnType<InformedGunzip>;
    try {
      found = informedGunzip(bytes, { info: true, maxOutputLength: Math.max(1, bytesMax) });
    } catch (error) {
      throw new DecodeError(`gzip: ${(error as Error).message}`, 0);
    }
    const { buffer, engine } = found;
    if (engine.bytesWritten !== bytes.length || buffer.length > bytesMax) {
      throw new DecodeError('gzip: bytes follow the end', engine.bytesWritten);
    }
    return buffer;
  },
};
