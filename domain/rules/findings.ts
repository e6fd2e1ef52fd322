/** Something about a list of rules: `path` is a JSON pointer into what was sent. */
export type Finding = { path: string; message: string; code: string };

/** More than anybody reads of one list; the rest is found once these are mended. */
const maxFindings = 100;

/** What is wrong with a list of rules, and what may be a mistake, in the order in which they stand. */
export type Findings = {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  refuse(path: string, code: string, message: string): void;
  warn(path: string, code: string, message: string): void;
};

export function createFindings(): Findings {
  const errors: Finding[] = [];
  const warnings: Finding[] = [];
  const addTo = (list: Finding[]) => (path: string, code: string, message: string) => {
    if (list.length < maxFindings) list.push({ path, message, code });
  };
  return { errors, warnings, refuse: addTo(errors), warn: addTo(warnings) };
}
