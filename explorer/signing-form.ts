import { button, element, newId } from './dom.ts';
import { regionOf, type Signing } from './signing.ts';

export type SigningForm = Readonly<{ element: HTMLElement; entered: () => Signing | undefined }>;

/** Where credentials are entered. They are nowhere but in these fields, and gone with the page. */
export function signingForm(isLocal: boolean, changed: () => void): SigningForm {
  const inputs = {
    accessKeyId: field('Access key id', 'text'),
    secretAccessKey: field('Secret access key', 'password'),
    sessionToken: field('Session token, if there is one', 'password'),
    region: field('Region', 'text', regionOf(location.hostname)),
  };
  const entered = (): Signing | undefined => {
    const { accessKeyId, secretAccessKey, sessionToken, region } = inputs;
    if ([accessKeyId, secretAccessKey, region].some(({ input }) => input.value.trim() === '')) return undefined;
    return {
      accessKeyId: accessKeyId.input.value.trim(),
      secretAccessKey: secretAccessKey.input.value.trim(),
      sessionToken: sessionToken.input.value.trim(),
      region: region.input.value.trim(),
    };
  };
  const state = element('span', { class: 'type' });
  const say = () => {
    state.textContent = entered() ? 'on' : isLocal ? 'not needed here' : 'off';
    changed();
  };
  const forget = () => {
    for (const { input } of [inputs.accessKeyId, inputs.secretAccessKey, inputs.sessionToken]) input.value = '';
    say();
  };
  const made = element(
    'details',
    { class: 'signing' },
    element('summary', {}, 'Sign requests ', state),
    element(
      'p',
      {},
      'A deployed stage takes requests that AWS credentials have signed (Signature Version 4). They stay in this page’s memory.',
    ),
    element(
      'form',
      { class: 'credentials' },
      ...Object.values(inputs).map((one) => one.element),
      button('Forget them', forget, { class: 'quiet' }),
    ),
  );
  made.addEventListener('submit', (event) => event.preventDefault());
  made.addEventListener('input', say);
  queueMicrotask(say);
  return { element: made, entered };
}

function field(name: string, type: 'text' | 'password', value = '') {
  const id = newId();
  const input = element('input', { id, type, autocomplete: 'off', spellcheck: 'false', 'data-1p-ignore': true });
  input.value = value;
  return { input, element: element('div', {}, element('label', { for: id }, name), input) };
}
