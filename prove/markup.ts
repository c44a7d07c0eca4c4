const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as it may stand in HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character] ?? '');

export const number = (value: number): string => value.toLocaleString('en');

/** Names with a bar each, the longest first. */
export function bars(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const most = Math.max(1, ...sorted.map(([, count]) => count));
  const row = ([name, count]: readonly [string, number]) =>
    `<li><span>${escaped(name)}</span><meter max="${most}" value="${count}"></meter><b>${number(count)}</b></li>`;
  return `<ul class="bars">${sorted.map(row).join('')}</ul>`;
}
