import type { Findings } from './findings.ts';
import type { Rule } from './rule.ts';

/** Warns of what is kept and does not yet do what it says. To be asked of rules that are otherwise right. */
export function warnOfIdle({ then }: Partial<Rule>, path: string, findings: Findings): void {
  const warn = (place: string, message: string) => findings.warn(path + place, 'not_applied', message);
  if (then?.action === 'rotate') warn('/then/action', `\`${then.action}\` is kept, and not applied to answers yet.`);
}
