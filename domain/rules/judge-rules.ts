import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { Default } from 'typebox/value';
import { contractErrors } from '#schemas/contract-errors.ts';
import { maxRules, ruleContract } from '#schemas/http/rules.ts';
import { unstorablePath } from '#schemas/storable-text.ts';
import { parseEventTime } from '../events/event-time.ts';
import { createFindings, type Finding, type Findings, type NamedProduct } from './findings.ts';
import { judgeAction } from './judge-action.ts';
import { judgeFilter } from './judge-filter.ts';
import type { KnownAttributes } from './known-attributes.ts';
import type { Rule } from './rule.ts';

export type JudgedRules =
  | { isValid: true; rules: Rule[]; warnings: readonly Finding[]; products: readonly NamedProduct[] }
  | { isValid: false; errors: readonly Finding[] };

// Filters and actions are checked piece by piece, so that what is told is about the action that was meant.
const bodyContract = Compile(
  Type.Object({ rules: Type.Array(Type.Unknown(), { maxItems: maxRules }) }, { additionalProperties: false }),
);
const frame = ruleContract(Type.Unknown(), Type.Unknown());
const frameContract = Compile(frame);

/**
 * The rules of a body `{rules: […]}` with defaults filled in, or why it is none: each error at its JSON pointer, with what is wanted. Attributes
 * are compared with those of the catalog: an unknown one is a warning, a value of another type than the catalog has is an error. Products that are
 * named are told, for whoever can look them up (`warnOfProducts`). Takes any JSON value.
 */
export function judgeRules(body: unknown, known: KnownAttributes): JudgedRules {
  const findings = createFindings();
  const refused = bodyContract.Check(body) ? [] : contractErrors(bodyContract, body);
  if (refused.length > 0) return { isValid: false, errors: refused };
  const sent = (body as { rules: unknown[] }).rules;
  const places = new Map<unknown, number>();
  for (const [index, rule] of sent.entries()) {
    const path = `/rules/${index}`;
    judgeRule(rule, path, known, findings);
    const { id } = Object(rule) as { id?: unknown };
    if (typeof id !== 'string') continue;
    const first = places.get(id);
    if (first === undefined) places.set(id, index);
    else findings.refuse(`${path}/id`, 'unique', `Give it an id of its own: rule ${first} has this one.`);
  }
  if (findings.errors.length > 0) return { isValid: false, errors: findings.errors };
  const path = unstorablePath(body, '');
  if (path !== undefined) {
    const message = 'Remove U+0000 and lone surrogates: no text here may have them.';
    return { isValid: false, errors: [{ path, message, code: 'unstorable_text' }] };
  }
  const { warnings, products } = findings;
  return { isValid: true, rules: sent.map((rule) => Default(frame, rule) as Rule), warnings, products };
}

function judgeRule(sent: unknown, path: string, known: KnownAttributes, findings: Findings): void {
  const refused = frameContract.Check(sent) ? [] : contractErrors(frameContract, sent, path);
  for (const { path: at, code, message } of refused) findings.refuse(at, code, message);
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return;
  const rule = sent as Partial<Rule>;
  // What its frame refused may be anything.
  if (refused.length === 0) {
    judgeSpan(rule, path, findings);
    judgeTotal(rule, path, findings);
    const { context, cart } = rule.when ?? {};
    findings.names(`${path}/when/context/productId/in`, context?.productId?.in ?? []);
    findings.names(`${path}/when/cart/contains`, cart?.contains ?? []);
    const filter = rule.when?.context?.filter;
    if (filter !== undefined) judgeFilter(filter, `${path}/when/context/filter`, known, findings);
  }
  if (Object.hasOwn(sent, 'then')) judgeAction(rule.then, `${path}/then`, known, findings);
}

function judgeSpan({ startsAt, endsAt }: Partial<Rule>, path: string, findings: Findings): void {
  const times = Object.entries({ startsAt, endsAt }).map(([name, text]) => {
    const ms = text === undefined ? undefined : parseEventTime(text);
    if (text !== undefined && ms === undefined)
      findings.refuse(`${path}/${name}`, 'format', 'Write a time as ISO 8601, such as 2026-03-01T12:00:00Z.');
    return ms;
  });
  const [from, to] = times;
  if (from !== undefined && to !== undefined && from >= to)
    findings.refuse(`${path}/endsAt`, 'order', 'It must end after it starts: choose a later time.');
}

function judgeTotal({ when }: Partial<Rule>, path: string, findings: Findings): void {
  const [low = 0, high = 0] = when?.cart?.total?.between ?? [];
  if (low > high) findings.refuse(`${path}/when/cart/total/between`, 'order', 'Write the lower value first.');
}
