import { maxFilterDepth, maxFilterNodes } from '#schemas/http/rules.ts';
import type { Findings } from './findings.ts';
import { judgeCondition } from './judge-condition.ts';
import type { KnownAttributes } from './known-attributes.ts';

/**
 * Whether a JSON value is a filter: conditions joined by `and`, `or` and `not`, at most 50 nodes and 5 deep, each with an operator and a value that fit
 * its field. Whatever is not is found at its place below `path`. Looks at no more nodes than a filter may have.
 */
export function judgeFilter(sent: unknown, path: string, known: KnownAttributes, findings: Findings): void {
  let nodes = 0;

  const judge = (node: unknown, at: string, depth: number): void => {
    nodes += 1;
    if (nodes > maxFilterNodes) {
      if (nodes === maxFilterNodes + 1)
        findings.refuse(path, 'max_nodes', `Shorten this filter: it may have at most ${maxFilterNodes} nodes.`);
      return;
    }
    if (depth > maxFilterDepth) {
      findings.refuse(at, 'max_depth', `Flatten this filter: it may be at most ${maxFilterDepth} deep.`);
      return;
    }
    if (typeof node !== 'object' || node === null || Array.isArray(node)) {
      findings.refuse(at, 'type', form);
      return;
    }
    const own = node as Record<string, unknown>;
    const joint = ['and', 'or', 'not'].find((name) => Object.hasOwn(own, name));
    if (joint === undefined) {
      if (Object.hasOwn(own, 'field')) judgeCondition(own, at, known, findings);
      else findings.refuse(at, 'form', form);
      return;
    }
    if (Object.keys(own).length > 1) {
      findings.refuse(at, 'form', `Leave \`${joint}\` alone in its object: put what else must hold into it.`);
      return;
    }
    const inner = own[joint];
    if (joint === 'not') judge(inner, `${at}/not`, depth + 1);
    else if (!Array.isArray(inner) || inner.length === 0)
      findings.refuse(`${at}/${joint}`, 'type', 'Write a list of one filter or more.');
    // Not beyond what is counted: a list may have many thousand elements.
    else
      for (const [index, one] of inner.slice(0, maxFilterNodes + 1).entries())
        judge(one, `${at}/${joint}/${index}`, depth + 1);
  };
  judge(sent, path, 1);
}

const form = 'Write a condition, such as {"field": "price", "lt": 20}, or {"and": […]}, {"or": […]}, {"not": …}.';
