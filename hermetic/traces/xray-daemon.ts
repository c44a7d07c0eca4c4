import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { spansIn } from './segment-spans.ts';
import type { TraceSpan } from './span.ts';

export type XrayDaemon = Readonly<{ address: string; stop(): Promise<void> }>;

/** Receives what functions send to the X-Ray daemon, on the loopback interface only. */
export async function startXrayDaemon(onSpans: (spans: readonly TraceSpan[]) => void): Promise<XrayDaemon> {
  // A burst of packets has to wait until this process gets to read them.
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 });
  socket.on('message', (packet) => onSpans(spansIn(packet.toString())));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  // Traces alone keep no process alive.
  socket.unref();
  return {
    address: `127.0.0.1:${socket.address().port}`,
    async stop() {
      // Reads what has arrived.
      await new Promise(setImmediate);
      socket.close();
    },
  };
}
