import type { CallAuthorization } from './authorization.ts';
import type { ExplorerCall } from './call.ts';
import { lineText } from './json-text.ts';
import { quoted } from './quoted.ts';

/** The call in Python, by the standard library alone. botocore signs it, and reads credentials as the AWS tools do. */
export function pythonSnippet({ method, url, headers, body }: ExplorerCall, by: CallAuthorization): string {
  const { region, isKeyed } = by;
  const imports = [...(isKeyed ? ['import os'] : []), 'import urllib.error', 'import urllib.request'];
  const pairs = headers.map(([name, value]) => `    ${quoted(name)}: ${quoted(value)},`);
  if (isKeyed) pairs.push("    'x-api-key': os.environ['API_KEY'],");
  return [
    ...imports,
    ...(region === undefined ? [] : signingImports),
    '',
    `url = ${quoted(url)}`,
    ...(pairs.length === 0 ? ['headers = {}'] : ['headers = {', ...pairs, '}']),
    `data = ${body === undefined ? 'None' : `${quoted(lineText(body))}.encode()`}`,
    ...(region === undefined ? [] : signingLines(method, region)),
    `request = urllib.request.Request(url, data=data, headers=headers, method=${quoted(method)})`,
    ...sending,
  ].join('\n');
}

const sending = [
  'try:',
  '    with urllib.request.urlopen(request, timeout=30) as response:',
  '        print(response.status, response.read().decode())',
  'except urllib.error.HTTPError as error:',
  '    print(error.code, error.read().decode())',
];

const signingImports = [
  'from botocore.auth import SigV4Auth',
  'from botocore.awsrequest import AWSRequest',
  'from botocore.session import Session',
];

const signingLines = (method: string, region: string) => [
  `signed = AWSRequest(method=${quoted(method)}, url=url, data=data, headers=headers)`,
  `SigV4Auth(Session().get_credentials(), 'execute-api', ${quoted(region)}).add_auth(signed)`,
  'headers = dict(signed.headers)',
];
