import { several } from '#console/format/several.ts';
import { fieldWords, kindOf, operatorWords, partsOf } from '#console/rules/filter-fields.ts';
import type { Condition, Filter } from '#console/rules/rule.ts';

/** Says a filter in words: `price is at most 20 and category is or lies below Home`. */
export function describeFilter(filter: Filter): string {
  if ('and' in filter) return joined((filter as { and: Filter[] }).and, ' and ');
  if ('or' in filter) return joined((filter as { or: Filter[] }).or, ' or ');
  if ('not' in filter) return `not (${describeFilter((filter as { not: Filter }).not)})`;
  return describeCondition(filter);
}

const joined = (filters: readonly Filter[], by: string): string =>
  filters
    .map((filter) => ('and' in filter || 'or' in filter ? `(${describeFilter(filter)})` : describeFilter(filter)))
    .join(by);

function describeCondition(condition: Condition): string {
  const { operator, value } = partsOf(condition);
  const field = fieldWords[condition.field] ?? condition.field.replace(/^attributes\./, '');
  if (operator === 'exists') return value === false ? `${field} is missing` : `${field} is there`;
  if (kindOf(condition.field) === 'boolean')
    return (value === true) === (operator === 'eq') ? 'it is available' : 'it is not available';
  // One of a single value is that value.
  const isOne = operator === 'in' && Array.isArray(value) && value.length === 1;
  return `${field} ${operatorWords[isOne ? 'eq' : operator] ?? operator} ${valueText(value)}`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '…' : value.map(valueText).join(', ');
  const age = /^-P(?:(\d+)D|(\d+)W|T(\d+)H)$/.exec(String(value));
  if (age !== null) {
    const [, days, weeks, hours] = age;
    if (days !== undefined) return `${several(Number(days), 'day')} ago`;
    return weeks !== undefined ? `${several(Number(weeks), 'week')} ago` : `${several(Number(hours), 'hour')} ago`;
  }
  return value === '' ? '…' : String(value);
}
