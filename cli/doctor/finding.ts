/** What doctor found: `ok`, or how bad it is and what to do about it. */
export type Finding = { check: string; state: 'ok' | 'warning' | 'problem'; detail: string; advice: string | null };

export const fine = (check: string, detail: string): Finding => ({ check, state: 'ok', detail, advice: null });

/** It works, but may not for long, or works less well than it could. */
export const warning = (check: string, detail: string, advice: string): Finding => ({
  check,
  state: 'warning',
  detail,
  advice,
});

/** Something does not work, or data is in danger. */
export const problem = (check: string, detail: string, advice: string): Finding => ({
  check,
  state: 'problem',
  detail,
  advice,
});
