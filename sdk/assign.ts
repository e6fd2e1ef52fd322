/**
 * The side of an experiment that a shopper is on, as the server has it: the first 4 bytes, big-endian, of SHA-256 over both ids, modulo 100; below the split, the percentage of
 * control, is control. Rejects in a page that is not served over TLS, where browsers have no SHA-256.
 */
export async function assign(userId: string, experimentId: string, trafficSplit = 50): Promise<'control' | 'variant'> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(userId + experimentId));
  return new DataView(digest).getUint32(0) % 100 < trafficSplit ? 'control' : 'variant';
}
