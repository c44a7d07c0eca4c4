// Loaded into a program by NODE_OPTIONS=--require: writes down every host that it, or what it starts, connects to.
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

const { connect } = Socket.prototype;

Socket.prototype.connect = function connectAndTell(...args) {
  const [given, host] = Array.isArray(args[0]) ? args[0] : args;
  // A path is a socket of this machine; who names no host means this machine.
  const to = typeof given === 'object' ? (given.host ?? 'localhost') : typeof host === 'string' ? host : 'localhost';
  appendFileSync(process.env.RECORDED_CONNECTIONS, `${to}\n`);
  return connect.apply(this, args);
};
