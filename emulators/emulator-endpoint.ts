import { Refusal } from '../hermetic/process/command.ts';

/**
 * Where an emulator listens, by `--port` and AWS_ENDPOINT_URL. Whether it may be there, `emulatorEnvironment` judges.
 */
export function endpointFrom(port: string | undefined, address: string | undefined): string {
  if (port === undefined && !address) return 'http://localhost:4566';
  if (port === undefined) {
    if (URL.canParse(String(address))) return String(address);
    throw new Refusal(`AWS_ENDPOINT_URL "${address}" is not an address: http://localhost:4566, or leave it out.`);
  }
  if (/^\d+$/.test(port) && Number(port) > 0 && Number(port) <= 65_535) return `http://localhost:${port}`;
  throw new Refusal(`--port ${port} is not a port: give a number from 1 to 65535.`);
}
