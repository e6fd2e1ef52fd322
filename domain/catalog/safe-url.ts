/** What a relative address is resolved against to find its scheme; which page it is of does not matter. */
const anyPage = 'https://shop.example/';
/** The common forms, told without a parser: an absolute web address, or a path. */
const plain = /^(?:https?:\/\/\w|\/)/i;

/**
 * Whether a text is an address that a page may link to: http(s), or relative to the shop's page. All else (`javascript:`, `data:`, `file:` …) could run in the shop's page, or reach what is not on the
 * web. It is read as a browser reads it (WHATWG URL), so that blanks and control characters within a scheme hide nothing.
 */
export const isLink = (text: string): boolean => plain.test(text) || /^https?:$/.test(schemeOf(text));

/** Whether a text is an address that a page may show as a picture: a link, or a picture in the address itself (`data:image/…`), which cannot run anything within an image. */
export const isPicture = (text: string): boolean =>
  isLink(text) || (schemeOf(text) === 'data:' && /^data:image\//i.test(new URL(text, anyPage).href));

/** The addresses of a product as they may be answered: those of an earlier version's catalog that would be refused today are null. */
export function withSafeUrls<Item extends { url: string | null; imageUrl: string | null }>(item: Item): Item {
  const { url, imageUrl } = item;
  const isSafe = (url === null || isLink(url)) && (imageUrl === null || isPicture(imageUrl));
  if (isSafe) return item;
  return {
    ...item,
    url: url !== null && isLink(url) ? url : null,
    imageUrl: imageUrl !== null && isPicture(imageUrl) ? imageUrl : null,
  };
}

/** '' if it is no address at all. */
const schemeOf = (text: string): string => URL.parse(text, anyPage)?.protocol ?? '';
