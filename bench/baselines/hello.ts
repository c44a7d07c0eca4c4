/** The minimal function, as the lower bound of all measurements. */
export const handler = async () => ({ statusCode: 200, body: JSON.stringify({ message: 'hello world' }) });
