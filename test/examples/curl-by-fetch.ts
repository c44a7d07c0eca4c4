import type { CommandResponse } from './run-documented.ts';

const word = /'([^']*)'|"([^"]*)"|(\S+)/g;

/** Sends a documented curl command's request on machines without curl: `npm test` needs only Node. */
export async function curlByFetch(command: string): Promise<CommandResponse> {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(word)].map(
    ([, one, two, three]) => one ?? two ?? three ?? '',
  );
  const headers = new Headers();
  let [method, url, body]: [string | undefined, string, string | undefined] = [undefined, '', undefined];
  for (const [place, option] of words.entries()) {
    const value = words[place + 1] ?? '';
    if (option === '-X') method = value;
    else if (option === '-d') body = value;
    else if (option === '-H') headers.append(...(value.split(/: */, 2) as [string, string]));
    else if (option.startsWith('http')) url = option;
    else if (option !== 'curl' && !['-X', '-d', '-H'].includes(words[place - 1] ?? '')) {
      throw new Error(`curl ${option} is not supported here: install curl to run this example`);
    }
  }
  const init = { method: method ?? (body === undefined ? 'GET' : 'POST'), headers };
  const response = await fetch(url, body === undefined ? init : { ...init, body });
  return { status: response.status, body: await response.text() };
}
