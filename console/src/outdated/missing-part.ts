/** Browsers tell in words of their own which module did not come; all but Safari with its address at the end. */
const moduleThatFailed = /module.*?:\s*(https?:\/\/\S+)$/i;
const safariSays = /^Importing a module script failed/;
/** What `fetch` says in Chromium, Firefox and Safari if nothing answered. */
const nothingAnswered = /^(Failed to fetch|NetworkError when attempting to fetch resource\.|Load failed)$/;

/** Returns the address of the part of a page that an error says did not come; that of the page itself if the browser does not tell which, or if nothing answered what the page asked; null if the error is about something else. */
export function missingPartIn(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (safariSays.test(error.message) || nothingAnswered.test(error.message)) return '';
  return moduleThatFailed.exec(error.message)?.[1] ?? null;
}
