import { type RedisInfo, readRedisInfo } from '#stores/redis/read-redis-info.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

const oldestMajor = 6;

/** Examines the Redis at this URL. It holds copies only: without it each process counts limits for itself, and computes answers anew. */
export async function examineRedis(url: string): Promise<Finding[]> {
  try {
    return judgeRedis(await readRedisInfo(url));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [
      problem(
        'redis',
        `${detail}; meanwhile each process counts limits alone and makes every answer anew`,
        'Start it, or mend REDIS_URL.',
      ),
    ];
  }
}

/** Judges its version, whether it takes writes, and what it does when its memory is full. */
export function judgeRedis(info: RedisInfo): Finding[] {
  const version = info.get('redis_version') ?? 'of unknown version';
  const findings = [
    Number.parseInt(version, 10) < oldestMajor
      ? problem('redis', `${version} is too old`, `Run Redis ${oldestMajor} or newer.`)
      : fine('redis', version),
  ];
  if (info.get('role') === 'slave')
    findings.push(
      problem(
        'redis role',
        'it is a replica, and takes no writes',
        'Name the primary by REDIS_URL, or an address that follows it.',
      ),
    );
  findings.push(judgeMemory(Number(info.get('maxmemory') ?? 0), info.get('maxmemory_policy') ?? 'noeviction'));
  return findings;
}

/** `maxBytes` 0 means no limit. */
function judgeMemory(maxBytes: number, policy: string): Finding {
  const advice = 'Set maxmemory to what it may take, and maxmemory-policy allkeys-lru: all that it has are copies.';
  const check = 'redis memory';
  if (maxBytes === 0) return warning(check, 'without a limit: it takes what there is', advice);
  const detail = `${Math.round(maxBytes / 2 ** 20)} MiB, ${policy}`;
  if (policy.startsWith('allkeys-')) return fine(check, detail);
  return warning(check, `${detail}: when it is full, it may refuse what is shared`, advice);
}
