import { button } from './dom.ts';

/** A button that copies a text, and says so for a moment. */
export function copyButton(text: () => string, label: string): HTMLButtonElement {
  const said = (words: string) => {
    made.textContent = words;
    setTimeout(() => {
      made.textContent = 'Copy';
    }, 1500);
  };
  const copy = () => {
    navigator.clipboard.writeText(text()).then(
      () => said('Copied'),
      () => said('Not allowed'),
    );
  };
  const made = button('Copy', copy, { class: 'copy', 'aria-label': label });
  return made;
}
