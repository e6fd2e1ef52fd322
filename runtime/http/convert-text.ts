import type { TSchema } from 'typebox';

type Property = { type?: string; format?: string; default?: unknown; items?: Property };

/** What names a shopper, a product or a visit, in a path or a query. */
const ids: ReadonlySet<string> = new Set(['userId', 'productId', 'sessionId']);

/**
 * Turns the texts of a query or a path into the types that its contract names, writes UUIDs in lower case, takes ids without white space around them, as events have them, makes a
 * list of a single value that belongs to an array, an object of the texts `NAME.key` that belong to object NAME, and fills in defaults. A text that cannot be converted stays as it is and fails the
 * check that follows. Nothing is rounded or guessed; TypeBox's `Convert` would (1.5 to 1, '' to 0, 'true' to 1).
 */
export function createTextConversion(schema: TSchema): (given: unknown) => Record<string, unknown> {
  const properties = Object.entries((schema as { properties?: Record<string, Property> }).properties ?? {});
  return (given) => {
    // Without a prototype, so that a parameter called __proto__ is an unknown one like any other.
    const values: Record<string, unknown> = Object.assign(Object.create(null), given);
    for (const [name, { type }] of properties) if (type === 'object') gather(values, name);
    for (const [name, property] of properties) {
      const value = values[name];
      if (value !== undefined) values[name] = converted(property, ids.has(name) ? trimmed(value) : value);
      else if (property.default !== undefined) values[name] = property.default;
    }
    return values;
  };
}

/** Whatever is called `name` itself stays, and fails the check. */
function gather(values: Record<string, unknown>, name: string): void {
  if (values[name] !== undefined) return;
  const prefix = `${name}.`;
  for (const key of Object.keys(values)) {
    if (!key.startsWith(prefix)) continue;
    values[name] ??= Object.create(null);
    (values[name] as Record<string, unknown>)[key.slice(prefix.length)] = values[key];
    delete values[key];
  }
}

const trimmed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(trimmed);
  return typeof value === 'string' ? value.trim() : value;
};

/** The parameters that were given several times, and may be once: a query has a list of their values then. */
export function repeatedOf(schema: TSchema, values: Readonly<Record<string, unknown>>): string[] {
  const { properties = {} } = schema as { properties?: Record<string, Property> };
  return Object.keys(properties).filter((name) => Array.isArray(values[name]) && properties[name]?.type !== 'array');
}

function converted(property: Property, value: unknown): unknown {
  if (property.type === 'array') {
    const items = Array.isArray(value) ? value : [value];
    return property.items === undefined ? items : items.map((item) => converted(property.items!, item));
  }
  if (typeof value !== 'string') return value;
  if (property.format === 'uuid') return value.toLowerCase();
  if (property.type === 'integer') return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  if (property.type === 'number') return /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;
  if (property.type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
}
