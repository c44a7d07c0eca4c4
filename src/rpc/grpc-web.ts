import { Refusal } from '../domain/refusal.ts';
import { bodyBytes, largestBody } from '../http/body.ts';
import { header, type Request } from '../http/request.ts';
import { binary, type HttpResponse, text } from '../http/responses.ts';
import { grpcStatusOf } from './codes.ts';
import { type Exchange, failureMetadata, refuseCompression } from './exchange.ts';
import { grpcTimeoutMs } from './timeouts.ts';

const contentType = /^application\/grpc-web(-text)?(\+proto|\+json)?(?:\s*;.*)?$/i;
/** A frame header has one byte of flags and four bytes of length. */
const headLength = 5;
const compressed = 0x01;
const trailers = 0x80;
/** Base64 makes a message a third longer, and frame headers add a little. */
const largestRequest = 2 * largestBody;

/**
 * Reads a gRPC-Web unary RPC (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md). Undefined if it is none. The
 * response always has HTTP status 200; the gRPC status is in the trailers, the last frame of the body.
 */
export function grpcWeb(request: Request, mediaType: string): Exchange | undefined {
  const [matched, isText, format = ''] = contentType.exec(mediaType) ?? [];
  if (matched === undefined) return undefined;
  const type = `application/grpc-web${isText ? '-text' : ''}${format.toLowerCase()}`;
  const response = (...frames: Buffer[]): HttpResponse => {
    const body = Buffer.concat(frames);
    return isText ? text(200, body.toString('base64'), type) : binary(200, body, type);
  };
  return {
    protocol: 'grpc-web',
    form: format.toLowerCase() === '+json' ? 'json' : 'proto',
    timeoutMs: () => grpcTimeoutMs(request),
    message: () => {
      refuseCompression(header(request, 'grpc-encoding'));
      const body = bodyBytes(request, largestRequest);
      return messageIn(isText ? bytesOfBase64(body.toString('latin1')) : body);
    },
    succeeded: (message) => response(frame(0, message), trailerFrame({ 'grpc-status': '0' })),
    failed: (failure) => {
      const status = { 'grpc-status': String(grpcStatusOf(failure.code)) };
      const { code, message } = failure.refusal;
      const accepted = code === 'unsupported_content_encoding' ? { 'grpc-accept-encoding': 'identity' } : {};
      const metadata = { 'grpc-message': percentEncoded(message), ...failureMetadata(failure), ...accepted };
      return response(trailerFrame({ ...status, ...metadata }));
    },
  };
}

/**
 * The single message of a unary request. None or several are UNIMPLEMENTED, and a compressed one without a declared
 * encoding is INTERNAL (https://github.com/grpc/grpc/blob/master/doc/statuscodes.md, doc/compression.md).
 */
function messageIn(body: Buffer): Buffer {
  const messages = framesIn(body).filter(({ flags }) => flags !== trailers);
  const [message, ...others] = messages;
  if (message === undefined || others.length > 0) {
    throw new Refusal(
      'message_count',
      `a unary call must have exactly one message, but this one has ${messages.length}`,
    );
  }
  if (message.flags & compressed) {
    throw new Refusal('undeclared_compression', 'the message is marked as compressed, but grpc-encoding is not set');
  }
  const { content } = message;
  if (content.length <= largestBody) return content;
  throw new Refusal('body_too_large', `the message is larger than ${largestBody} bytes`);
}

type Frame = Readonly<{ flags: number; content: Buffer }>;

function framesIn(body: Buffer): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < body.length; ) {
    if (body.length < at + headLength) throw invalidFrame('the body ends within a frame header');
    const flags = body.readUInt8(at);
    if (flags & ~(compressed | trailers)) throw invalidFrame('the body has a frame with unknown flags');
    const start = at + headLength;
    const end = start + body.readUInt32BE(at + 1);
    if (end > body.length) throw invalidFrame('the body ends within a frame');
    frames.push({ flags, content: body.subarray(start, end) });
    at = end;
  }
  return frames;
}

const invalidFrame = (detail: string) => new Refusal('invalid_frame', detail);

function frame(flags: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

const trailerFrame = (metadata: Readonly<Record<string, string>>): Buffer => {
  const lines = Object.entries(metadata).map(([name, value]) => `${name}: ${value}\r\n`);
  return frame(trailers, Buffer.from(lines.join('')));
};

/** gRPC percent-encodes everything except printable ASCII, and the percent sign itself. */
const percentEncoded = (message: string) =>
  message.toWellFormed().replace(/[^\x20-\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character));

/** Clients may concatenate several base64 chunks, each with its own padding. */
function bytesOfBase64(body: string): Buffer {
  if (!/^(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)*$/.test(body)) {
    throw new Refusal('invalid_base64', 'the body is not base64');
  }
  return Buffer.concat((body.match(/[^=]+=*/g) ?? []).map((piece) => Buffer.from(piece, 'base64')));
}
