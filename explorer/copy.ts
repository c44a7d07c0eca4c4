import { button } from './dom.ts';

/** A button that copies a text and confirms it briefly. */
export function copyButton(text: () => string, label: string): HTMLButtonElement {
  const confirm = (message: string) => {
    made.textContent = message;
    setTimeout(() => {
      made.textContent = 'Copy';
    }, 1500);
  };
  const copy = () => {
    navigator.clipboard.writeText(text()).then(
      () => confirm('Copied'),
      () => confirm('Not allowed'),
    );
  };
  const made = button('Copy', copy, { class: 'copy', 'aria-label': label });
  return made;
}
