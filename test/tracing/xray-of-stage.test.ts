import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { xrayOfStage } from '../../src/lambda/xray-of-stage.ts';
import { eventually } from '../support/eventually.ts';

const context = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true };
const now = () => 5_000;

let daemon: Socket | undefined;
afterEach(() => {
  vi.unstubAllEnvs();
  daemon?.close();
  daemon = undefined;
});

/** A daemon on this machine, and the packets that it got. */
async function startDaemon(): Promise<string[]> {
  const packets: string[] = [];
  const socket = createSocket('udp4').on('message', (packet) => packets.push(packet.toString()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  daemon = socket;
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `127.0.0.1:${socket.address().port}`);
  return packets;
}

describe('traces of a stage on Lambda', () => {
  it('arrive at the daemon as segments that X-Ray reads', async () => {
    const packets = await startDaemon();
    vi.stubEnv('TRACING', 'on');
    const tracing = xrayOfStage();
    // Packets are dropped until the socket is connected, as each may be.
    await eventually(async () => {
      const trace = tracing?.start(context, { now });
      const put = { operation: 'PutItem', table: 't' };
      await trace?.span({ kind: 'store', name: 'DynamoDB', attributes: put }, async () => {});
      trace?.end({ kind: 'request', name: 'create-payment', attributes: { method: 'POST', http_status: 201 } }, false);
      expect(packets).not.toEqual([]);
    });
    const [header, document] = packets[0]?.split('\n') ?? [];
    expect(JSON.parse(header ?? '')).toEqual({ format: 'json', version: 1 });
    expect(JSON.parse(document ?? '')).toMatchObject({
      id: expect.stringMatching(/^[\da-f]{16}$/),
      trace_id: '1-4bf92f35-77b34da6a3ce929d0e0e4736',
      parent_id: '00f067aa0ba902b7',
      name: 'create-payment',
      http: { request: { method: 'POST' }, response: { status: 201 } },
      subsegments: [{ namespace: 'aws', aws: { operation: 'PutItem', table_name: 't' } }],
    });
  });

  it.each([
    ['the stage is not traced', 'off', '127.0.0.1:2000'],
    ['Lambda names no daemon', 'on', ''],
    ['the address is a name, which would have to be resolved', 'on', 'localhost:2000'],
  ])('are not made if %s', (_why, tracing, address) => {
    vi.stubEnv('TRACING', tracing);
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', address);
    expect(xrayOfStage()).toBeUndefined();
  });
});
