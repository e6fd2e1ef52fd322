/**
 * Returns an object whose fields of these names have no white space around them, where they are texts: files and pages pad ids, and one padded id would be another shopper or product. The
 * object itself if nothing is to trim.
 */
export function trimmedIds<Sent extends object>(sent: Sent, names: readonly string[]): Sent {
  let trimmed = sent;
  for (const name of names) {
    const id = (sent as Record<string, unknown>)[name];
    if (typeof id !== 'string') continue;
    const bare = id.trim();
    if (bare.length !== id.length) trimmed = { ...trimmed, [name]: bare };
  }
  return trimmed;
}
