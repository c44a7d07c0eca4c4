import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { newRunDirectory } from '../../hermetic/template/run-directory.ts';
import { localDirectory } from '../../tools/app/local-directory.ts';

export type Certificate = Readonly<{
  key: string;
  cert: string;
  /** Certificate file for NODE_EXTRA_CA_CERTS. */
  file: string;
  remove: () => void;
}>;

/** A self-signed certificate for `localhost`, valid for a day, with the key size of DynamoDB's certificate. */
export async function selfSignedCertificate(): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 86_400_000),
  });
  const { path, remove } = newRunDirectory(localDirectory);
  const file = join(path, 'certificate.pem');
  writeFileSync(file, cert);
  return { key, cert, file, remove };
}
