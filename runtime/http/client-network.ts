/**
 * What an address is limited as: IPv4 by itself, IPv6 by its first 64 bits, which one subscriber has all of. An IPv4 address in
 * the form of IPv6 is the IPv4 address.
 */
export function clientNetwork(ip: string): string {
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = ip.toLowerCase().split('::');
  if (ip.includes('.')) return ip.slice(ip.lastIndexOf(':') + 1);
  const groups = head.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length;
  const all = [...groups, ...new Array<string>(missing).fill('0'), ...(tail ?? '').split(':').filter(Boolean)];
  return all.slice(0, 4).join(':');
}
