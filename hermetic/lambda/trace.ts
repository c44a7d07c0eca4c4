import { randomBytes } from 'node:crypto';

/**
 * Continues a client’s trace as API Gateway does: adds a parent and `Sampled=0` if they are missing. Without a root, it
 * starts a new trace. A traced stage samples every trace whose client did not decide, and adds no parent, because it records
 * no span of its own.
 */
export function continuedTrace(sent: string | undefined, isTraced = false): string {
  const names = (sent ?? '').split(';').map((part) => part.trim().split('=', 1).join().toLowerCase());
  if (sent === undefined || !names.includes('root')) return isTraced ? `${traceHeader()};Sampled=1` : traceHeader();
  const parts = [sent];
  if (!names.includes('parent') && !isTraced) parts.push(`Parent=${randomBytes(8).toString('hex')}`);
  if (!names.includes('sampled')) parts.push(`Sampled=${isTraced ? 1 : 0}`);
  return parts.join(';');
}

/** A new trace id: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export function traceHeader(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}
