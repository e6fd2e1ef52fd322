/** The code in a text of Markdown, by its order there: what stands between fences of this language; of '' for those that name none. */
export function fencesIn(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, named, code = '']) =>
    named === language ? [code] : [],
  );
}
