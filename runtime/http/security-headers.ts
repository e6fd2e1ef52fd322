import helmet from '@fastify/helmet';
import Fastify from 'fastify';

/** Of answers that are data: nothing in them may load or frame anything. */
const policy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/**
 * The headers that helmet gives an answer. They do not depend on the request, so helmet is asked once at the start: run per
 * request it costs a hook of thirteen functions in the way of every event.
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
