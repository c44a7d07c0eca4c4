import { useState } from 'preact/hooks';
import { regionOf } from '../explorer/signing.ts';
import { signRequestsWith } from './api.ts';

const fields = [
  ['accessKeyId', 'Access key ID', false],
  ['secretAccessKey', 'Secret access key', true],
  ['sessionToken', 'Session token (for temporary credentials)', true],
  ['region', 'Region', false],
] as const;

const nothing = { accessKeyId: '', secretAccessKey: '', sessionToken: '', region: regionOf(location.hostname) };

/** AWS credentials for a deployed stage. They stay in the memory of this page, and nothing is stored. */
export function SigningForm() {
  const [entered, setEntered] = useState(nothing);
  const isComplete = [entered.accessKeyId, entered.secretAccessKey, entered.region].every((text) => text.trim() !== '');
  const change = (next: typeof nothing) => {
    setEntered(next);
    const complete = [next.accessKeyId, next.secretAccessKey, next.region].every((text) => text.trim() !== '');
    signRequestsWith(complete ? next : undefined);
  };
  return (
    <details class="signing">
      <summary>
        Sign requests <span class="soft">{isComplete ? 'on' : 'off'}</span>
      </summary>
      <p class="soft">
        Deployed stages require requests that are signed with AWS credentials. The secret stays in the memory of this
        page. For stages that keep their data, run “npm run console” instead: it uses your AWS profile.
      </p>
      <form class="fields" onSubmit={(event) => event.preventDefault()}>
        {fields.map(([name, label, isSecret]) => (
          <label key={name}>
            {label}
            <input
              {...(isSecret ? ({ type: 'password' } as const) : ({ type: 'text' } as const))}
              value={entered[name]}
              autocomplete="off"
              spellcheck={false}
              onInput={({ currentTarget: { value } }) => change({ ...entered, [name]: value.trim() })}
            />
          </label>
        ))}
        <button type="button" onClick={() => change(nothing)}>
          Clear credentials
        </button>
      </form>
    </details>
  );
}
