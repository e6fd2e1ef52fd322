import { categoryPath, knownCategoryPath } from '../catalog/category-path.ts';
import type { CatalogItem } from '../catalog-item.ts';
import { fieldKinds } from './filter-fields.ts';
import { isAge, parseMoment } from './moment.ts';
import type { Filter, FilterCondition, Scalar } from './rule.ts';
import { readerOf } from './value-at.ts';

/** Whether a product is meant, at this time: ages are counted from it. */
export type ItemTest = (item: CatalogItem, nowMs: number) => boolean;

/**
 * The filter as a test of products, made once. What a product does not have fits no condition but `ne` and `exists: false`. A condition on a list
 * fits if it fits one of the elements; `ne` if none is equal.
 */
export function compileFilter(filter: Filter): ItemTest {
  if ('and' in filter) {
    const tests = filter.and.map(compileFilter);
    return (item, nowMs) => tests.every((test) => test(item, nowMs));
  }
  if ('or' in filter) {
    const tests = filter.or.map(compileFilter);
    return (item, nowMs) => tests.some((test) => test(item, nowMs));
  }
  if ('not' in filter) {
    const test = compileFilter(filter.not);
    return (item, nowMs) => !test(item, nowMs);
  }
  return fieldKinds.get(filter.field) === 'time' ? compileTimeCondition(filter) : compileCondition(filter);
}

/** Whether the same product may fit at one time and not at another, though it stays as it is. */
export function countsAges(filter: Filter): boolean {
  if ('and' in filter) return filter.and.some(countsAges);
  if ('or' in filter) return filter.or.some(countsAges);
  if ('not' in filter) return countsAges(filter.not);
  if (fieldKinds.get(filter.field) !== 'time') return false;
  return Object.values(filter)
    .flat()
    .some((value) => typeof value === 'string' && isAge(value));
}

/** Whether a category is this one, or below it, however both paths are spelled. */
export function isUnder(upper: string): (category: string) => boolean {
  const path = categoryPath(upper);
  const below = `${path} > `;
  return (category) => {
    const asked = knownCategoryPath(category);
    return asked === path || asked.startsWith(below);
  };
}

/** A product always has a time of creation, and times are compared as numbers. */
function compileTimeCondition({ exists, ...operators }: FilterCondition): ItemTest {
  if (exists !== undefined) return () => exists;
  const { field, eq, ne, gt, gte, lt, lte, between } = operators;
  const read = readerOf(field);
  const at = (value: Scalar | undefined, fits: (created: number, named: number) => boolean): ItemTest => {
    const moment = parseMoment(String(value));
    return (item, nowMs) => moment !== undefined && fits(Number(read(item)), moment(nowMs));
  };
  if (eq !== undefined) return at(eq, (created, named) => created === named);
  if (ne !== undefined) return at(ne, (created, named) => created !== named);
  if (gt !== undefined) return at(gt, (created, named) => created > named);
  if (gte !== undefined) return at(gte, (created, named) => created >= named);
  if (lt !== undefined) return at(lt, (created, named) => created < named);
  if (lte !== undefined) return at(lte, (created, named) => created <= named);
  const from = at(between?.[0], (created, named) => created >= named);
  const until = at(between?.[1], (created, named) => created <= named);
  return (item, nowMs) => from(item, nowMs) && until(item, nowMs);
}

function compileCondition(condition: FilterCondition): ItemTest {
  const read = readerOf(condition.field);
  const { exists, ne } = condition;
  if (exists !== undefined) return (item) => isThere(read(item)) === exists;
  if (ne !== undefined) return (item) => !fitsSome(read(item), (value) => value === ne);
  const fits = compileOperator(condition);
  return (item) => fitsSome(read(item), fits);
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

const fitsSome = (value: unknown, fits: (one: unknown) => boolean): boolean =>
  Array.isArray(value) ? value.some(fits) : isThere(value) && fits(value);

type Fits = (value: unknown) => boolean;

/** What one value must be. Numbers alone are put in order. */
function compileOperator({ eq, in: among, gt, gte, lt, lte, between, under, contains }: FilterCondition): Fits {
  if (eq !== undefined) return (value) => value === eq;
  if (among !== undefined) {
    const values = new Set<unknown>(among);
    return (value) => values.has(value);
  }
  if (under !== undefined) {
    const isBelow = isUnder(under);
    return (value) => typeof value === 'string' && isBelow(value);
  }
  if (contains !== undefined)
    return (value) =>
      value === contains || (typeof value === 'string' && typeof contains === 'string' && value.includes(contains));
  if (between !== undefined) {
    const [low, high] = between;
    return (value) => typeof value === 'number' && value >= Number(low) && value <= Number(high);
  }
  if (gt !== undefined) return (value) => typeof value === 'number' && value > Number(gt);
  if (gte !== undefined) return (value) => typeof value === 'number' && value >= Number(gte);
  if (lt !== undefined) return (value) => typeof value === 'number' && value < Number(lt);
  return (value) => typeof value === 'number' && value <= Number(lte);
}
