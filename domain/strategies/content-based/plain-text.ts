/** Elements whose content nobody reads as text. */
const unread = /<(script|style|template)\b[^>]*>[\s\S]*?(<\/\1\s*>|$)/gi;
const comments = /<!--[\s\S]*?(-->|$)/g;
/** Begins like a tag, so that `5 < 6` stays. */
const tags = /<\/?[a-z][^<>]*>/gi;
const addresses = /\b(?:https?:\/\/|www\.)[^\s<>"']+/gi;
/** `[gallery ids="1,2"]`, `[/caption]`, `[vc_row]`, as WordPress writes them; `[red]` may be a word of the shop. */
const shortcodes = /\[(?:\/[a-z][\w-]*|[a-z][a-z0-9]{0,40}_\w*(?:\s[^\][]*)?|[a-z][\w-]*\s[^\][=]*=[^\][]*)\]/gi;
const entities = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi;
/** Those that shops' editors write; others stand for signs that are no part of a word. */
const named: Readonly<Record<string, string>> = {
  ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', szlig: 'ß', eacute: 'é', egrave: 'è', ecirc: 'ê', agrave: 'à', acirc: 'â' },
  ...{ aacute: 'á', iacute: 'í', oacute: 'ó', uacute: 'ú', ntilde: 'ñ', ccedil: 'ç', aring: 'å', oslash: 'ø' },
  ...{ aelig: 'æ', oelig: 'œ', icirc: 'î', ocirc: 'ô', ucirc: 'û', shy: '', lt: '<', gt: '>', amp: '&' },
};

/** What a reader sees of a text with HTML, entities, addresses and shortcodes in it: words alone, with spaces where something was taken out. Of an unknown entity a space is left. */
export function plainText(text: string): string {
  // Most names have none of these.
  if (!/[<&[]|www\.|:\/\//i.test(text)) return text;
  return text
    .replace(comments, ' ')
    .replace(unread, ' ')
    .replace(tags, ' ')
    .replace(entities, (_, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return namedOf(name);
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? ' ' : String.fromCodePoint(code);
    })
    .replace(tags, ' ')
    .replace(addresses, ' ')
    .replace(shortcodes, ' ');
}

/** `&Uuml;` is the capital of `&uuml;`. */
function namedOf(name: string): string {
  const small = name.toLowerCase();
  const sign = Object.hasOwn(named, small) ? (named[small] ?? ' ') : ' ';
  return small === name ? sign : sign.toUpperCase();
}
