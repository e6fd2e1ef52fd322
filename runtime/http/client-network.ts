/**
 * Returns what rate limits count an address as: IPv4 as itself, IPv6 as its first 64 bits, since one subscriber has all addresses
 * that begin with them. An IPv4 address in the form of IPv6 counts as the IPv4 address. A client that has hung up has no address
 * any more, whatever Fastify's types say: all of these count as one, since none of them reads its answer.
 */
export function clientNetwork(ip: string | undefined): string {
  if (ip === undefined) return 'gone';
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = ip.toLowerCase().split('::');
  if (ip.includes('.')) return ip.slice(ip.lastIndexOf(':') + 1);
  const groups = head.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length;
  const all = [...groups, ...new Array<string>(missing).fill('0'), ...(tail ?? '').split(':').filter(Boolean)];
  return all.slice(0, 4).join(':');
}
