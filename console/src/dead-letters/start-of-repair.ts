/** What the form of a repair begins with. */
export type StartOfRepair = { text: string /** Why the text is no JSON yet; null if it is. */; fault: string | null };

/**
 * Returns the text that a repair begins with: the event as far as it can be read; what was sent itself, if that was to be JSON and is none, with what is wrong with it, since its letters say more than a
 * draft without them.
 */
export function startOfRepair(draft: { eventType?: unknown }, sent: string | null): StartOfRepair {
  const drafted = { text: JSON.stringify(draft, null, 2), fault: null };
  if (sent === null || (draft.eventType ?? '') !== '' || !/^\s*[{[]/.test(sent)) return drafted;
  const fault = faultOf(sent);
  return fault === null ? drafted : { text: sent, fault };
}

/** Returns why a text is no JSON, in the words of the browser; null if it is. */
export function faultOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return `This is no JSON: ${(error as Error).message}`;
  }
}
