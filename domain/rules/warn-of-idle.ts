import type { Findings } from './findings.ts';
import type { Rule } from './rule.ts';

/** Warns of what is kept and does not yet do what it says. To be asked of rules that are otherwise right. */
export function warnOfIdle({ when, then }: Partial<Rule>, path: string, findings: Findings): void {
  const warn = (place: string, message: string) => findings.warn(path + place, 'not_applied', message);
  if ((when?.params?.length ?? 0) > 0)
    warn(
      '/when/params',
      'No question carries these yet, so this rule never holds: leave `params` out to put it in force.',
    );
  if (then?.action === 'diversity' || then?.action === 'rotate')
    warn('/then/action', `\`${then.action}\` is kept, and not applied to answers yet.`);
  if (then?.blend !== undefined)
    warn(
      '/then/blend',
      'A blend is kept, and not applied to answers yet: name one `strategy` to put the rule in force.',
    );
  if (then?.afterDays !== undefined)
    warn('/then/afterDays', 'When a product was bought is not known yet: this rule holds however long ago it was.');
}
