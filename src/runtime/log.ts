import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

/**
 * A line says what happened. What Powertools adds by itself (ARN, memory, name and version of the function …) is the same
 * in every line of a log group, whose name says it, and was more than half of a line.
 */
class ShortLines extends LogFormatter {
  formatAttributes(
    { logLevel, message, timestamp, lambdaContext }: UnformattedAttributes,
    said: LogAttributes,
  ): LogItem {
    const cold = lambdaContext?.coldStart ? { cold_start: true } : {};
    return new LogItem({
      attributes: { level: logLevel, message, timestamp: timestamp.toISOString(), ...cold, ...said },
    });
  }
}

/** The log of this process. Nothing is given to it but what one of our own types says: no event, no body, no error. */
export const logger = new Logger({ logFormatter: new ShortLines() });
