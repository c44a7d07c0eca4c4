export const handler = async (event: unknown) => ({
  statusCode: 200,
  body: JSON.stringify({ stub: 'get-order', event }),
});
