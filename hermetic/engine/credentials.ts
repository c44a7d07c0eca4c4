/** The SDK requires credentials; these are valid nowhere. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
