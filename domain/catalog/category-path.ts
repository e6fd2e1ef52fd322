const separators = /\s*(?:&gt;|[>/])\s*/gi;

/** The path of a category, as the catalog's search reads it (`category_path` in Postgres): `Home>Kitchen`, `Home &gt; Kitchen` and `Home/Kitchen` are `Home > Kitchen`. Upper and lower case stay. */
export const categoryPath = (category: string): string =>
  category
    .replace(/\s+/g, ' ')
    .replace(separators, ' > ')
    .replace(/^ +| +$/g, '');

const mostKept = 10_000;

/** Like `categoryPath`, of texts that come again and again: those of a catalog's products. It remembers the last 10,000 or fewer. */
export const knownCategoryPath = remember(categoryPath);

function remember(of: (text: string) => string): (text: string) => string {
  const kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size >= mostKept) kept.clear();
    const found = of(text);
    kept.set(text, found);
    return found;
  };
}

const separator = '(?:&gt;|[>/])';
const emptyBefore = new RegExp(String.raw`^(?:\s*${separator})+\s*`, 'i');
const emptyBehind = new RegExp(String.raw`(?:\s*${separator})+\s*$`, 'i');
const emptyWithin = new RegExp(String.raw`(${separator})(?:\s*${separator})+`, 'gi');

/** The category without the parts of its path that are empty, otherwise as it is spelled: `Tea > ` is `Tea`, `/Home//Tea` is `Home/Tea`. The very text if none is; empty if no other is left. */
export const withoutEmptyParts = (category: string): string =>
  category.trim() === '' ? '' : category.replace(emptyBefore, '').replace(emptyBehind, '').replace(emptyWithin, '$1');
