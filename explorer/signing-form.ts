import type { EnteredCredentials } from './authorization.ts';
import { button, element, newId } from './dom.ts';
import { regionOf, type Signing } from './signing.ts';

export type SigningForm = Readonly<{ element: HTMLElement; entered: () => EnteredCredentials }>;

/** Form for credentials. They exist only in these fields and are never stored. */
export function signingForm(isLocal: boolean, changed: () => void): SigningForm {
  const inputs = {
    accessKeyId: field('Access key ID', 'text'),
    secretAccessKey: field('Secret access key', 'password'),
    sessionToken: field('Session token (for temporary credentials)', 'password'),
    region: field('Region', 'text', regionOf(location.hostname)),
  };
  const apiKey = field('API key', 'password');
  const textOf = ({ input }: CredentialField) => input.value.trim();
  const signing = (): Signing | undefined => {
    const { accessKeyId, secretAccessKey, sessionToken, region } = inputs;
    if ([accessKeyId, secretAccessKey, region].some((one) => textOf(one) === '')) return undefined;
    return {
      accessKeyId: textOf(accessKeyId),
      secretAccessKey: textOf(secretAccessKey),
      sessionToken: textOf(sessionToken),
      region: textOf(region),
    };
  };
  const entered = (): EnteredCredentials => ({ signing: signing(), apiKey: textOf(apiKey) || undefined });
  const state = element('span', { class: 'type' });
  const update = () => {
    const isOn = Object.values(entered()).some((one) => one !== undefined);
    state.textContent = isOn ? 'on' : isLocal ? 'not needed here' : 'off';
    changed();
  };
  const forget = () => {
    const secrets = [inputs.accessKeyId, inputs.secretAccessKey, inputs.sessionToken, apiKey];
    for (const { input } of secrets) input.value = '';
    update();
  };
  const made = element(
    'details',
    { class: 'signing' },
    element('summary', {}, 'Credentials ', state),
    element('p', {}, about),
    element(
      'form',
      { class: 'credentials' },
      ...Object.values(inputs).map((one) => one.element),
      apiKey.element,
      button('Clear credentials', forget, { class: 'quiet' }),
    ),
  );
  made.addEventListener('submit', (event) => event.preventDefault());
  made.addEventListener('input', update);
  queueMicrotask(update);
  return { element: made, entered };
}

const about =
  'A deployed stage requires requests signed with AWS credentials (Signature Version 4) or, if it was set up so, an API key. They stay in the memory of this page, and nothing is stored.';

type CredentialField = ReturnType<typeof field>;

function field(name: string, type: 'text' | 'password', value = '') {
  const id = newId();
  const input = element('input', { id, type, autocomplete: 'off', spellcheck: 'false', 'data-1p-ignore': true });
  input.value = value;
  return { input, element: element('div', {}, element('label', { for: id }, name), input) };
}
