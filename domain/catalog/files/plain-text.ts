/** As long as a description may be. */
const maxLength = 10_000;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The text of a piece of HTML as shoppers read it: without tags, scripts and comments, entities as their characters, space as single spaces; cut after 10,000 characters. */
export function plainText(html: string): string {
  const text = withoutHidden(html)
    .replaceAll(/<\/?[a-z][^<>]*>/gi, ' ')
    .replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (entity, decimal, hex, name) =>
      name === undefined
        ? characterOf(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal), entity)
        : (named[name.toLowerCase()] ?? entity),
    )
    .replaceAll(/\s+/g, ' ')
    .trim();
  return [...text.slice(0, maxLength)].filter((character) => !isLoneSurrogate(character)).join('');
}

/** Leaves out scripts, styles and comments; one that is never closed hides the rest. One pass: a pattern from begin to end would try each begin against the whole text. */
function withoutHidden(html: string): string {
  const begins = /<(script|style)\b[^<>]*>|<!--/gi;
  let shown = '';
  let at = 0;
  for (let begin = begins.exec(html); begin !== null; begin = begins.exec(html)) {
    shown += `${html.slice(at, begin.index)} `;
    const ends = begin[1] === undefined ? /-->/g : new RegExp(`</${begin[1]}\\s*>`, 'gi');
    ends.lastIndex = begins.lastIndex;
    if (ends.exec(html) === null) return shown;
    at = ends.lastIndex;
    begins.lastIndex = at;
  }
  return shown + html.slice(at);
}

function characterOf(codePoint: number, entity: string): string {
  return codePoint > 0 && codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
}

const isLoneSurrogate = (character: string): boolean => /^[\uD800-\uDFFF]$/.test(character);
