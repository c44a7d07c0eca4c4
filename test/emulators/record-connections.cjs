// Loaded by NODE_OPTIONS=--require: records every host that a program and its children connect to.
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

const { connect } = Socket.prototype;

Socket.prototype.connect = function connectAndTell(...args) {
  const [given, host] = Array.isArray(args[0]) ? args[0] : args;
  // A path is a local socket; without a host, Node connects to localhost.
  const to = typeof given === 'object' ? (given.host ?? 'localhost') : typeof host === 'string' ? host : 'localhost';
  appendFileSync(process.env.RECORDED_CONNECTIONS, `${to}\n`);
  return connect.apply(this, args);
};
