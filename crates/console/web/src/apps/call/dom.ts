// Elements in a line each. Texts go in as text, never as markup.

export type Child = Node | string | null;
type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

/** An element with its attributes, listeners (`onclick`) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) set(node, key, value);
  node.append(...children.filter((child) => child !== null));
  return node;
}

function set(node: HTMLElement, key: string, value: Attributes[string]): void {
  if (typeof value === 'function') node.addEventListener(key.slice(2), value);
  else if (value === true) node.setAttribute(key, '');
  else if (value !== false) node.setAttribute(key, value);
}

/** A button. */
export function button(text: string, press: () => void, kind = ''): HTMLButtonElement {
  return el('button', { type: 'button', class: kind, onclick: press }, text);
}

/** Shows another text, and touches nothing when it is the same. */
export function write(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
