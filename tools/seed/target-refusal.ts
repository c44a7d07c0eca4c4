import { CommandRefusal } from '../../hermetic/process/command.ts';
import { networkSentence } from '../../hermetic/process/system-errors.ts';
import type { Target } from './target.ts';

/** Cause and remedy by the error names of DynamoDB and the SDK; % stands for the target. */
const sentences: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    'There are no tables in %: deploy it first, for example npm run deploy -- --stage sandbox.',
  ...each(
    'CredentialsProviderError ExpiredTokenException ExpiredToken UnrecognizedClientException InvalidSignatureException',
    'Your AWS credentials are missing, wrong or expired for %: run aws sso login or aws configure, or set AWS_PROFILE.',
  ),
  AccessDeniedException:
    'Your AWS credentials lack permission for the tables of %: use a role that may read and write them in DynamoDB.',
  ...each(
    'ThrottlingException ProvisionedThroughputExceededException RequestLimitExceeded TransactionInProgressException',
    'The tables of % are too busy: run the same again later.',
  ),
};

/** Turns an error of a target's tables into a Refusal in plain words; returns any other error unchanged. */
export function targetRefusal(error: unknown, { name, startedBy }: Pick<Target, 'name' | 'startedBy'>): unknown {
  if (error instanceof CommandRefusal || !(error instanceof Error)) return error;
  const sentence = sentences[error.name];
  if (sentence !== undefined) return new CommandRefusal(sentence.replace('%', name), 1);
  if (error.message === 'Region is missing') {
    return new CommandRefusal('No AWS region is set: set AWS_REGION, or a region in your AWS profile.', 1);
  }
  const cause = networkSentence(error);
  if (cause === undefined) return error;
  const advice =
    startedBy === undefined ? 'check the network and AWS_REGION' : `is it running? Start it with ${startedBy}`;
  return new CommandRefusal(`No connection to ${name} (${cause}): ${advice}.`, 1);
}

function each(names: string, sentence: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, sentence]));
}
