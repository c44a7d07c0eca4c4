type Attributes = Readonly<Record<string, string | boolean | undefined>>;
type Child = Node | string | undefined;

/** Creates an element with attributes and children. Strings become text, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Splits a text into paragraphs. Text in backticks becomes code. */
export const paragraphs = (text: string): HTMLElement[] =>
  text === '' ? [] : text.split('\n\n').map((paragraph) => element('p', {}, ...withCode(paragraph)));

export const withCode = (text: string): (string | HTMLElement)[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? element('code', {}, part) : part));

/** A button that does not submit its form. */
export function button(label: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', press);
  return made;
}

let ids = 0;
/** A unique element id. */
export const newId = (): string => `x${++ids}`;
