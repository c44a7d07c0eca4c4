import { Refusal } from '../../hermetic/process/command.ts';
import { networkSentence } from '../../hermetic/process/system-errors.ts';
import type { Target } from './target.ts';

/** By the names that DynamoDB and the SDK give their errors: what is wrong and what to do. */
const sentences: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'Tables are missing in %: deploy it first, as with npm run deploy -- --stage sandbox.',
  ...each(
    'CredentialsProviderError ExpiredTokenException ExpiredToken UnrecognizedClientException InvalidSignatureException',
    'Your AWS credentials are missing, wrong or expired for %: run aws sso login or aws configure, or set AWS_PROFILE.',
  ),
  AccessDeniedException:
    'Your AWS credentials may not use the tables of %: take a role that may read and write them in DynamoDB.',
  ...each(
    'ThrottlingException ProvisionedThroughputExceededException RequestLimitExceeded TransactionInProgressException',
    'The tables of % are too busy: run the same again later.',
  ),
};

/** Says in words why a target's tables could not be worked in; every other error stays as it is. */
export function targetRefusal(error: unknown, { name, startedBy }: Pick<Target, 'name' | 'startedBy'>): unknown {
  if (error instanceof Refusal || !(error instanceof Error)) return error;
  const sentence = sentences[error.name];
  if (sentence !== undefined) return new Refusal(sentence.replace('%', name), 1);
  if (error.message === 'Region is missing') {
    return new Refusal('No AWS region is set: set AWS_REGION, or a region in your AWS profile.', 1);
  }
  const why = networkSentence(error);
  if (why === undefined) return error;
  const advice =
    startedBy === undefined ? 'check the network and AWS_REGION' : `is it running? Start it with ${startedBy}`;
  return new Refusal(`There is no connection to ${name} (${why}): ${advice}.`, 1);
}

function each(names: string, sentence: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, sentence]));
}
