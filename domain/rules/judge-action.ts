import Type from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { contractErrors } from '#schemas/contract-errors.ts';
import { actionContracts } from '#schemas/http/rules.ts';
import { strategies } from '../strategies/index.ts';
import type { Findings } from './findings.ts';
import { judgeFilter } from './judge-filter.ts';
import { attributeOf, type KnownAttributes, typesOf } from './known-attributes.ts';

const contracts: ReadonlyMap<unknown, Validator> = new Map(
  Object.entries(actionContracts(strategies, Type.Unknown())).map(([action, contract]) => [action, Compile(contract)]),
);

/** Whether a JSON value says what a rule does, by the contract of its `action`. Whatever is wrong is found at its place below `path`. */
export function judgeAction(sent: unknown, path: string, known: KnownAttributes, findings: Findings): void {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    findings.refuse(
      path,
      'type',
      'Write an object, such as {"action": "exclude", "filter": {"field": "price", "lt": 5}}.',
    );
    return;
  }
  const { action, filter, facet } = sent as { action?: unknown; filter?: unknown; facet?: unknown };
  const contract = contracts.get(action);
  if (contract === undefined) {
    findings.refuse(`${path}/action`, 'enum', `Name one of these actions: ${[...contracts.keys()].join(', ')}.`);
    return;
  }
  const refused = contract.Check(sent) ? [] : contractErrors(contract, sent, path);
  for (const { path: at, code, message } of refused) findings.refuse(at, code, message);
  if (filter !== undefined && takes(contract, 'filter')) judgeFilter(filter, `${path}/filter`, known, findings);
  if (refused.length > 0) return;
  const attribute = typeof facet === 'string' ? attributeOf(facet) : undefined;
  if (attribute !== undefined) typesOf(attribute, known, `${path}/facet`, findings);
  if (action === 'pin') findings.names(`${path}/productIds`, (sent as { productIds: string[] }).productIds);
  judgeTogether(sent as Together, path, findings);
}

function takes(contract: Validator, field: string): boolean {
  const { properties } = contract.Type() as { properties?: object };
  return properties !== undefined && Object.hasOwn(properties, field);
}

/** Fields that mean something only together. */
type Together = {
  action: string;
  min?: number;
  max?: number;
  strategy?: string;
  blend?: { strategy: string }[];
  strategies?: string[];
};

function judgeTogether(
  { action, min, max, strategy, blend, strategies: filling }: Together,
  path: string,
  findings: Findings,
): void {
  if (action === 'priceRange') {
    if (min === undefined && max === undefined) findings.refuse(path, 'required', 'Write `min`, `max`, or both.');
    else if (min !== undefined && max !== undefined && min > max)
      findings.refuse(`${path}/max`, 'order', '`max` must not be less than `min`.');
  }
  if (action === 'strategy' && (strategy === undefined) === (blend === undefined))
    findings.refuse(path, 'required', 'Write either `strategy` or `blend`.');
  const named = blend?.map((one) => one.strategy) ?? filling ?? [];
  if (new Set(named).size < named.length)
    findings.refuse(`${path}/${blend === undefined ? 'strategies' : 'blend'}`, 'unique', 'Name each strategy once.');
}
