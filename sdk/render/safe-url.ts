/** A link of a catalog as the page may use it, '' if it may not: what is neither http(s) nor relative could run as a script. */
export const linkUrl = (url: string | null): string => allowedUrl(url, /^https?:/);

/** A picture, which cannot run anything, and may so be in the catalog itself too. */
export const pictureUrl = (url: string | null): string => allowedUrl(url, /^(https?:|data:image\/)/);

function allowedUrl(url: string | null, allowed: RegExp): string {
  try {
    const { href } = new URL(url || '', document.baseURI);
    return url && allowed.test(href) ? href : '';
  } catch {
    return '';
  }
}
