/** The least that a function can be: what anything above it costs is its own. */
export const handler = async () => ({ statusCode: 200, body: JSON.stringify({ message: 'hello world' }) });
