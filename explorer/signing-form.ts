import { button, element, newId } from './dom.ts';
import { regionOf, type Signing } from './signing.ts';

export type SigningForm = Readonly<{ element: HTMLElement; entered: () => Signing | undefined }>;

/** Form for AWS credentials. They exist only in these fields and are never stored. */
export function signingForm(isLocal: boolean, changed: () => void): SigningForm {
  const inputs = {
    accessKeyId: field('Access key ID', 'text'),
    secretAccessKey: field('Secret access key', 'password'),
    sessionToken: field('Session token (for temporary credentials)', 'password'),
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
  const update = () => {
    state.textContent = entered() ? 'on' : isLocal ? 'not needed here' : 'off';
    changed();
  };
  const forget = () => {
    for (const { input } of [inputs.accessKeyId, inputs.secretAccessKey, inputs.sessionToken]) input.value = '';
    update();
  };
  const made = element(
    'details',
    { class: 'signing' },
    element('summary', {}, 'Sign requests ', state),
    element(
      'p',
      {},
      'Deployed stages require requests signed with AWS credentials (Signature Version 4). The secret key stays in the memory of this page, and nothing is stored.',
    ),
    element(
      'form',
      { class: 'credentials' },
      ...Object.values(inputs).map((one) => one.element),
      button('Clear credentials', forget, { class: 'quiet' }),
    ),
  );
  made.addEventListener('submit', (event) => event.preventDefault());
  made.addEventListener('input', update);
  queueMicrotask(update);
  return { element: made, entered };
}

function field(name: string, type: 'text' | 'password', value = '') {
  const id = newId();
  const input = element('input', { id, type, autocomplete: 'off', spellcheck: 'false', 'data-1p-ignore': true });
  input.value = value;
  return { input, element: element('div', {}, element('label', { for: id }, name), input) };
}
