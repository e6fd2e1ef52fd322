import type { Render, ShownItem } from '../page.ts';
import { linkUrl, pictureUrl } from './safe-url.ts';

/**
 * The renderer of a placement with `data-recomengine-template`, a selector of a `<template>`; undefined without one. Elements with `data-bind` get the field of the
 * product that it names: links their address, pictures their source, all others a text.
 */
export function ownTemplate({ dataset }: HTMLElement): Render | undefined {
  const template =
    dataset.recomengineTemplate && document.querySelector<HTMLTemplateElement>(dataset.recomengineTemplate);
  if (!template) return undefined;
  return (item) => {
    const copy = document.importNode(template.content, true);
    for (const bound of copy.querySelectorAll<HTMLElement>('[data-bind]')) {
      const content = item[bound.dataset.bind as keyof ShownItem] as string | null;
      if (bound instanceof HTMLAnchorElement) {
        const href = linkUrl(content);
        // An empty one would lead to this page.
        if (href) bound.href = href;
        else bound.removeAttribute('href');
      } else if (bound instanceof HTMLImageElement) bound.src = pictureUrl(content);
      else bound.textContent = content;
    }
    return copy;
  };
}
