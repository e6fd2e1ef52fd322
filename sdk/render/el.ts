/**
 * Creates an element of a widget. Its parts, names with spaces between, are what a shop styles it by: `::part(name)` in a shadow root, `.recomengine-name` without one. Texts become text
 * nodes, so that nothing in a catalog is ever read as HTML.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  part: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = part.replace(/\S+/g, 'recomengine-$&');
  made.setAttribute('part', part);
  made.append(...children);
  return made;
}
