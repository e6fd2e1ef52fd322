import { css } from './widget.css';

const dressed = new WeakSet<Node>();
let sheet: CSSStyleSheet | undefined;

/**
 * Gives a shadow root, or the page, the widgets' style sheet. A constructed one needs no `style-src` of the page's content security policy; older browsers get a
 * `<style>`, with the nonce of the tag.
 */
export function dress(root: ShadowRoot | Document, nonce: string | undefined): void {
  if (dressed.has(root)) return;
  dressed.add(root);
  try {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
    }
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    const style = document.createElement('style');
    if (nonce) style.nonce = nonce;
    style.textContent = css;
    ((root as Document).head || root).append(style);
  }
}
