import { parseExactJson } from '#runtime/parse-exact-json.ts';
import type { InputLine } from '#runtime/text/line-reader.ts';
import type { ContractError } from '#schemas/contract-errors.ts';
import { forbiddenNameError, isForbiddenName } from '#schemas/forbidden-name.ts';

/** Longest line. GA4 takes payloads of 130 KB with 200 items an event; an event of ours is at most a tenth of it, however it is escaped. */
export const maxLineBytes = 256 * 1024;

export type ParsedLine = { ok: true; value: unknown } | { ok: false; error: ContractError };

/** Reads a line as JSON, in which whole numbers that a double cannot hold are texts, or returns why it is not JSON. */
export function parseLine(line: InputLine): ParsedLine {
  if (typeof line !== 'string') return { ok: false, error: lineErrors[line.problem] };
  try {
    const value = parseExactJson(line);
    return mayPoison.test(line) && isPoisoned(value) ? { ok: false, error: lineErrors.poisoned } : { ok: true, value };
  } catch (error) {
    const reason = line.includes('\0') ? 'it contains U+0000' : error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      error: { path: '', message: `Send one JSON object a line: ${reason}.`, code: 'malformed_json' },
    };
  }
}

const lineErrors = {
  line_too_long: { path: '', message: `Keep each line within ${maxLineBytes} bytes.`, code: 'line_too_long' },
  not_utf8: { path: '', message: 'Send the line as UTF-8.', code: 'not_utf8' },
  poisoned: forbiddenNameError(''),
} as const;

/** A cheap check before the object is walked; nearly every line passes here. Escapes could hide either name. */
const mayPoison = /__proto__|constructor|\\u00/;

/** Whether it has a name that is forbidden. Not recursive: a line may nest deeper than a stack. */
function isPoisoned(value: unknown): boolean {
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one !== 'object' || one === null) continue;
    for (const [name, inner] of Object.entries(one)) {
      if (isForbiddenName(name, inner)) return true;
      left.push(inner);
    }
  }
  return false;
}
