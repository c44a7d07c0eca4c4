/** The functions' processes run in the same Node. */
export const oldestNode = 24;

/** Begins the packed module. The check comes first: an older Node fails at the first built-in module that it does not have. */
export const banner = `if (Number.parseInt(process.versions.node, 10) < ${oldestNode}) throw new Error('payment-service/testing needs Node ${oldestNode} or later, and this is Node ' + process.versions.node + '. Run the tests with a newer Node.');
const moduleUrl = require('node:url').pathToFileURL(__filename).href;`;
