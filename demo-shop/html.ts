/** HTML that is ready to be sent: whatever came into it as text is escaped. */
export type Html = { readonly html: string };
export type Piece = Html | string | number | false | null | undefined | readonly Piece[];

/** Tags a template as HTML. Texts and numbers are escaped, also in attributes with quotes; lists are joined; what is absent is nothing. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: strings.reduce((before, text, n) => before + textOf(pieces[n - 1]) + text) };
}

function textOf(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escaped(String(piece));
  return 'html' in piece ? piece.html : piece.map(textOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
