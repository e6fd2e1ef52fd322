import helmet from '@fastify/helmet';
import Fastify from 'fastify';

/** The policy of answers that are data: they may load nothing, and no page may frame them. */
const policy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/**
 * Returns the headers that helmet gives an answer. They do not depend on the request, so helmet runs once, at the start: run for each
 * request, it would add a hook of thirteen functions to every event.
 */
export async function readSecurityHeaders(): Promise<Record<string, string>> {
  const probe = Fastify();
  probe.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: policy } });
  probe.get('/', async () => '');
  const { headers } = await probe.inject('/');
  await probe.close();
  const own = ['content-type', 'content-length', 'date', 'connection'];
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !own.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );
}
