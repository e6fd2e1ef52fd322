/** Returns an array of at least `size` elements that begins with those of `values`; the same array if it is long enough. */
export function grown<A extends Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array>(
  values: A,
  size: number,
): A {
  if (size <= values.length) return values;
  const larger = new (values.constructor as new (length: number) => A)(Math.max(size, values.length * 2));
  larger.set(values);
  return larger;
}
