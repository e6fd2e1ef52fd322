import { pointerStep } from '#schemas/contract-errors.ts';
import { maxFilterTextLength, maxFilterValues } from '#schemas/http/rules.ts';
import { type FieldKind, fieldKinds, type Operator, operatorsOf } from './filter-fields.ts';
import type { Findings } from './findings.ts';
import { attributeOf, type JsonType, type KnownAttributes, typesOf } from './known-attributes.ts';
import { isAge, parseMoment } from './moment.ts';

/** Whether these are a field and one operator with a value of the field's type; whatever is not is found at its place. */
export function judgeCondition(
  sent: Record<string, unknown>,
  path: string,
  known: KnownAttributes,
  findings: Findings,
): void {
  const { field } = sent;
  const attribute = typeof field === 'string' ? attributeOf(field) : undefined;
  const kind = attribute === undefined ? fieldKinds.get(field as string) : 'attribute';
  if (kind === undefined || (attribute?.length ?? 0) > maxFilterTextLength) {
    const fields = [...fieldKinds.keys(), 'attributes.NAME'].join(', ');
    findings.refuse(`${path}/field`, 'field', `Name one of these fields: ${fields}.`);
    return;
  }
  const types = attribute === undefined ? undefined : typesOf(attribute, known, `${path}/field`, findings);
  const given = Object.keys(sent).filter((name) => name !== 'field');
  const taken = operatorsOf[kind];
  const unknown = given.filter((name) => !taken.includes(name as Operator));
  for (const name of unknown)
    findings.refuse(
      path + pointerStep(name),
      'operator',
      `\`${field}\` takes no \`${name}\`, but ${taken.join(', ')}.`,
    );
  if (unknown.length > 0) return;
  const operator = given[0] as Operator | undefined;
  if (operator === undefined || given.length > 1) {
    findings.refuse(
      path,
      'operator',
      `Write one operator beside the field: ${taken.join(', ')}. Join several by \`and\`.`,
    );
    return;
  }
  judgeValue(sent[operator], operator, { kind, types, field: field as string }, `${path}/${operator}`, findings);
}

type Asked = { kind: FieldKind; types: ReadonlySet<JsonType> | undefined; field: string };

function judgeValue(value: unknown, operator: Operator, asked: Asked, path: string, findings: Findings): void {
  if (operator === 'exists') {
    if (typeof value !== 'boolean') findings.refuse(path, 'type', 'Write true or false.');
    return;
  }
  const one = (inner: unknown, at: string): boolean => {
    const wanted = wantedOf(inner, operator, asked);
    if (wanted !== null) findings.refuse(at, 'type', wanted);
    else if (asked.field === 'productId' && namesProducts(operator)) findings.names(at, inner as string);
    return wanted === null;
  };
  if (operator === 'in') {
    if (!Array.isArray(value) || value.length === 0 || value.length > maxFilterValues)
      findings.refuse(path, 'type', `Write a list of 1 to ${maxFilterValues} values.`);
    else for (const [index, inner] of value.entries()) one(inner, `${path}/${index}`);
    return;
  }
  if (operator !== 'between') {
    one(value, path);
    return;
  }
  if (!Array.isArray(value) || value.length !== 2) {
    findings.refuse(path, 'type', 'Write a list of two values, the lower first.');
    return;
  }
  const [low, high] = value;
  // Both are looked at, so that both are told.
  const areFit = [one(low, `${path}/0`), one(high, `${path}/1`)].every(Boolean);
  if (areFit && isOutOfOrder(low, high)) findings.refuse(path, 'order', 'Write the lower value first.');
}

/** Only numbers and times are put in order. A time and an age are not: which of them comes first changes by itself. */
const isOutOfOrder = (low: unknown, high: unknown): boolean => {
  if (typeof low !== 'string' || typeof high !== 'string') return Number(low) > Number(high);
  return isAge(low) === isAge(high) && momentOf(low) > momentOf(high);
};
const momentOf = (text: string): number => parseMoment(text)?.(0) ?? 0;

/** Such a condition holds for no product if it names none of the catalog. */
const namesProducts = (operator: Operator): boolean => operator === 'eq' || operator === 'in';

const isOrdering = (operator: Operator): boolean => ['gt', 'gte', 'lt', 'lte', 'between'].includes(operator);

/** What to write instead of a value; null where it fits. */
function wantedOf(value: unknown, operator: Operator, { kind, types, field }: Asked): string | null {
  const isText = typeof value === 'string' && value.length > 0 && value.length <= maxFilterTextLength;
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  switch (kind) {
    case 'text':
    case 'category':
      return isText ? null : `\`${field}\` is a text: write one of 1 to ${maxFilterTextLength} characters.`;
    case 'number':
      return isNumber ? null : `\`${field}\` is a number: write one.`;
    case 'boolean':
      return typeof value === 'boolean' ? null : `\`${field}\` is true or false: write one of them.`;
    case 'time':
      return isText && parseMoment(value) !== undefined
        ? null
        : `\`${field}\` is a time: write one as ISO 8601, such as 2026-03-01T12:00:00Z, or how long ago in days, weeks or hours, such as -P30D, -P4W, -PT12H.`;
    case 'attribute': {
      if (isOrdering(operator) && !isNumber) return 'Only numbers are put in order: write one.';
      if (!isText && !isNumber && typeof value !== 'boolean')
        return `Write a number, true, false, or a text of 1 to ${maxFilterTextLength} characters.`;
      if (types === undefined || isOfCatalog(value, operator, types)) return null;
      if ([...types].every((type) => type === 'object' || type === 'null'))
        return `\`${field}\` is an object in your catalog: name a field of it, such as \`${field}.NAME\`.`;
      return `\`${field}\` is ${[...types].filter((type) => type !== 'null').join(' or ')} in your catalog: write that.`;
    }
  }
}

/** A list fits by any of its elements, which are not looked at; a text is what can contain another. */
function isOfCatalog(value: unknown, operator: Operator, types: ReadonlySet<JsonType>): boolean {
  if (types.has('array') || [...types].every((type) => type === 'null')) return true;
  const own = typeof value as JsonType;
  return types.has(own) && (operator !== 'contains' || own === 'string');
}
