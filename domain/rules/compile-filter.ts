import type { CatalogItem } from '../catalog-item.ts';
import type { Filter, FilterCondition } from './rule.ts';
import { isHeldField, readerOf } from './value-at.ts';

/** Whether a product is meant. */
export type ItemTest = (item: CatalogItem) => boolean;

/**
 * The filter as a test of products, made once; null if it names a field that serving does not hold, so that nobody can tell what it means. What a
 * product does not have fits no condition but `ne` and `exists: false`. A condition on a list fits if it fits one of the elements; `ne` if none is equal.
 */
export function compileFilter(filter: Filter): ItemTest | null {
  if ('and' in filter || 'or' in filter) {
    const tests = ('and' in filter ? filter.and : filter.or).map(compileFilter);
    const known = tests.filter((test) => test !== null);
    if (known.length < tests.length) return null;
    return 'and' in filter ? (item) => known.every((test) => test(item)) : (item) => known.some((test) => test(item));
  }
  if ('not' in filter) {
    const test = compileFilter(filter.not);
    return test === null ? null : (item) => !test(item);
  }
  return isHeldField(filter.field) ? compileCondition(filter) : null;
}

/** Whether a category is this one, or below it. */
export const isUnder = (category: string, upper: string): boolean =>
  category === upper || category.startsWith(`${upper} > `);

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
  if (under !== undefined) return (value) => typeof value === 'string' && isUnder(value, under);
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
