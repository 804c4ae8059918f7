import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { RaftLabError } from '../base/errors.ts';
import { sslReasonOf, type TlsMaterial } from '../io/network/mutual-tls.ts';
import type { NodeConfig } from './node-config.ts';

/**
 * Reads and checks what a node needs for encrypted connections.
 *
 * @param nameOf - how whoever gave a setting called it, by its path.
 * @returns null where they are in the clear.
 * @throws RaftLabError INVALID_CONFIG that names the file and what was expected of it.
 */
export function tlsMaterialOf(
  { address, mutualTls, caFile, certFile, keyFile }: NodeConfig,
  nameOf: (path: string) => string,
): TlsMaterial | null {
  if (!mutualTls || caFile === undefined || certFile === undefined || keyFile === undefined) {
    return null;
  }
  const names = {
    ca: `${nameOf('caFile')} ${caFile}`,
    cert: `${nameOf('certFile')} ${certFile}`,
    key: `${nameOf('keyFile')} ${keyFile}`,
  };
  const ca = fileOf(names.ca, caFile);
  const cert = fileOf(names.cert, certFile);
  const key = fileOf(names.key, keyFile);
  checkCertificate(names.ca, ca);
  const own = checkCertificate(names.cert, cert);
  const host = address.split(':')[0] as string;
  if (own.checkIP(host) === undefined) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `${names.cert}: expected a certificate for ${host}, as a subject alternative name of ` +
        `the kind IP; it has ${own.subjectAltName ?? 'none'}`,
    );
  }
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `${names.key}: expected the private key of ${names.cert} in PEM, without a passphrase: ` +
        sslReasonOf(error as Error),
    );
  }
  return { ca, cert, key };
}

function fileOf(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `${name}: expected a file that this process may read: ${(error as Error).message}`,
    );
  }
}

/** The first certificate of a file. Others may follow: the chain, or more authorities. */
function checkCertificate(name: string, bytes: Buffer): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(bytes);
  } catch {
    throw new RaftLabError('INVALID_CONFIG', `${name}: expected a certificate in PEM`);
  }
  const nowMs = Date.now();
  if (nowMs < Date.parse(certificate.validFrom) || nowMs > Date.parse(certificate.validTo)) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `${name}: expected a certificate that is valid now; it is from ${certificate.validFrom} to ` +
        certificate.validTo,
    );
  }
  return certificate;
}
