import { Problem } from '#runtime/http/problem.ts';

/** The elements of a batch body: a bare array, or an object whose only field `field` is one. A 400 unless there are 1 to `most`. */
export function batchOf(body: unknown, field: string, most: number): readonly unknown[] {
  const elements = Array.isArray(body) ? body : fieldOf(body, field);
  if (elements.length < 1 || elements.length > most)
    throw new Problem(400, `Send 1 to ${most} ${field} at once; these are ${elements.length}.`, {
      errors: [
        {
          path: Array.isArray(body) ? '' : `/${field}`,
          message: `Send 1 to ${most} elements.`,
          code: elements.length < 1 ? 'min_items' : 'max_items',
        },
      ],
    });
  return elements;
}

function fieldOf(body: unknown, field: string): readonly unknown[] {
  const asked = `Send a JSON array, or an object with the array \`${field}\` and nothing else.`;
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, field))
    throw new Problem(400, asked, { errors: [{ path: `/${field}`, message: asked, code: 'required' }] });
  const elements = (body as Record<string, unknown>)[field];
  if (!Array.isArray(elements))
    throw new Problem(400, asked, { errors: [{ path: `/${field}`, message: asked, code: 'type' }] });
  const unknown = Object.keys(body).filter((name) => name !== field);
  if (unknown.length > 0)
    throw new Problem(400, asked, {
      errors: unknown.map((name) => ({ path: `/${name}`, message: `Remove \`${name}\`.`, code: 'unknown_field' })),
    });
  return elements;
}
