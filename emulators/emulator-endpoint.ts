import { CommandRefusal } from '../hermetic/process/command.ts';

/** URL of the emulator, from `--port` or AWS_ENDPOINT_URL. `emulatorEnvironment` checks that it is on this machine. */
export function endpointFrom(port: string | undefined, address: string | undefined): string {
  if (port === undefined && !address) return 'http://localhost:4566';
  if (port === undefined) {
    if (URL.canParse(String(address))) return String(address);
    throw new CommandRefusal(`AWS_ENDPOINT_URL "${address}" is not a URL: use http://localhost:4566, or unset it.`);
  }
  if (/^\d+$/.test(port) && Number(port) > 0 && Number(port) <= 65_535) return `http://localhost:${port}`;
  throw new CommandRefusal(`--port ${port} is not a port: use a number from 1 to 65535.`);
}
