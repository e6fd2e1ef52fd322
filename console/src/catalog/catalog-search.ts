import { useSearchParams } from '@solidjs/router';
import { usable } from '#console/address/address-faults.ts';
import { anOffset, aSpace, oneOf } from '#console/address/taken.ts';
import { offsetOf } from '#console/format/offset-of.ts';
import type { Space } from '#console/queries/catalog.ts';

type InUrl = {
  q?: string;
  category?: string;
  available?: string;
  space?: string;
  offset?: string;
  /** `NAME:VALUE`, one for each attribute. */
  attribute?: string | string[];
  /** Attributes whose values are counted; `none` hides those of rules too. */
  facetsOf?: string | string[];
};

/** How many products a page of the list has. */
export const productsAPage = 25;
const none = 'none';
/** What the address of the list may ask for. */
export const catalogTakes = { available: oneOf('true', 'false'), space: aSpace, offset: anOffset };

/** What the list of the catalog is narrowed to. It stands in the URL, so that a reload and the way back show the same. `inRules` are the attributes that are counted while none is chosen; null while they are not known. */
export function useCatalogSearch(inRules: () => readonly string[] | null) {
  const [search, setSearch] = useSearchParams<InUrl>();
  const space = (): Space => (search.space === 'test' ? 'test' : 'live');
  const offset = () => offsetOf(search.offset);
  const available = () => usable(search.available, catalogTakes.available);
  const attributes = (): ReadonlyMap<string, string> =>
    new Map(
      [search.attribute ?? []].flat().flatMap((text) => {
        const at = text.indexOf(':');
        return at < 1 || at === text.length - 1 ? [] : [[text.slice(0, at), text.slice(at + 1)] as const];
      }),
    );
  const facetsOf = (): string[] => {
    const chosen = search.facetsOf === undefined ? (inRules() ?? []) : [search.facetsOf].flat();
    return [...new Set([...attributes().keys(), ...chosen.filter((name) => name !== none)])].slice(0, 5);
  };
  const write = (chosen: ReadonlyMap<string, string>) => {
    const texts = [...chosen].map(([name, value]) => `${name}:${value}`);
    return texts.length === 0 ? undefined : texts;
  };
  /** Narrows the list, which then begins anew. `replace` is for what is typed letter by letter. */
  const narrow = (change: { [Name in keyof InUrl]?: InUrl[Name] | undefined }, { replace = false } = {}) =>
    setSearch({ offset: undefined, ...change }, { replace });
  return {
    search,
    space,
    offset,
    attributes,
    facetsOf,
    areFacetsKnown: () => search.facetsOf !== undefined || inRules() !== null,
    /** What the API is asked. */
    asked: () => ({
      space: space(),
      q: search.q || undefined,
      // Behind what comes first for its name no page goes on by ids, so that is asked for with words alone.
      exactFirst: search.q ? true : undefined,
      category: search.category || undefined,
      available: available() === undefined ? undefined : available() === 'true',
      attribute: write(attributes()),
      facets: true,
      facetsOf: facetsOf(),
      limit: productsAPage,
      offset: offset(),
    }),
    isNarrowed: () => Boolean(search.q || search.category || available() || attributes().size > 0),
    narrow,
    /** Wants a value of an attribute; undefined takes it back. */
    chooseAttribute(name: string, value: string | undefined) {
      const chosen = new Map(attributes());
      if (value === undefined) chosen.delete(name);
      else chosen.set(name, value);
      // It stays where it is seen, also after it was taken back.
      narrow({ attribute: write(chosen), facetsOf: facetsOf() });
    },
    /** Counts the values of these attributes. */
    showFacets: (names: readonly string[]) => setSearch({ facetsOf: names.length === 0 ? none : [...names] }),
    clear: () =>
      setSearch({ q: undefined, category: undefined, available: undefined, attribute: undefined, offset: undefined }),
  };
}
