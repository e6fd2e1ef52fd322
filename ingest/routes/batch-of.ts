import { Problem } from '#runtime/http/problem.ts';

/** Returns the elements of a batch body: a bare array, or an object whose only field `field` is one. A 400 unless there are 1 to `most`. */
export function batchOf(body: unknown, field: string, most: number): readonly unknown[] {
  const elements = Array.isArray(body) ? body : fieldOf(body, field);
  checkCount(elements, Array.isArray(body) ? '' : `/${field}`, field, most);
  return elements;
}

/** A 400 unless there are 1 to `most`. `path` points to them in the body, `what` names them in the message. */
export function checkCount({ length }: readonly unknown[], path: string, what: string, most: number): void {
  if (length >= 1 && length <= most) return;
  const code = length < 1 ? 'min_items' : 'max_items';
  throw new Problem(400, `Send 1 to ${most} ${what} at once; these are ${length}.`, {
    errors: [{ path, message: `Send 1 to ${most} elements.`, code }],
  });
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
