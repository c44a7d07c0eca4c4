import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

/**
 * Leaves out the function's ARN, memory, name and version, which Powertools adds by default: they are the same in every
 * line of a log group and made up more than half of a line.
 */
class ShortLines extends LogFormatter {
  formatAttributes(
    { logLevel, message, timestamp, lambdaContext }: UnformattedAttributes,
    attributes: LogAttributes,
  ): LogItem {
    const cold = lambdaContext?.coldStart ? { cold_start: true } : {};
    return new LogItem({
      attributes: { level: logLevel, message, timestamp: timestamp.toISOString(), ...cold, ...attributes },
    });
  }
}

/** The logger of this process. Log only fields of our own types, never events, bodies or errors: they hold client data. */
export const logger = new Logger({ logFormatter: new ShortLines() });
