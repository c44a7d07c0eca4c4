/** The engine's clients insist on credentials; these open nothing on AWS. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
