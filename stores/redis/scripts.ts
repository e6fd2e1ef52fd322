import type { Result } from 'ioredis';

/** Commands of our own. Redis runs each as a whole, with no other command in between. */
export const redisScripts = {
  /**
   * Counts a request for all claims or for none; returns how many each had before. KEYS: a counter for each claim. ARGV: seconds to live, then
   * for each claim its limit and how many requests the process knows of, which are more than Redis has if it was away or lost its memory.
   */
  countRequests: `
local before = {}
local isTaken = true
for i, key in ipairs(KEYS) do
  before[i] = math.max(tonumber(redis.call('GET', key) or '0'), tonumber(ARGV[2 * i + 1]))
  if before[i] >= tonumber(ARGV[2 * i]) then isTaken = false end
end
if isTaken then
  for i, key in ipairs(KEYS) do redis.call('SET', key, before[i] + 1, 'EX', ARGV[1]) end
end
return before`,
  /** Sets every one of KEYS. ARGV: seconds to live. */
  rememberIds: `
for _, key in ipairs(KEYS) do redis.call('SET', key, '', 'EX', ARGV[1]) end`,
  /** Sets those of KEYS that are not there; returns the values that all of them have then. ARGV: seconds to live, the value. */
  setWhereNew: `
local values = {}
for i, key in ipairs(KEYS) do
  values[i] = redis.call('GET', key)
  if not values[i] then
    redis.call('SET', key, ARGV[2], 'EX', ARGV[1])
    values[i] = ARGV[2]
  end
end
return values`,
  /** Adds to every one of KEYS. ARGV: seconds to live, then how much to each. */
  addCounts: `
for i, key in ipairs(KEYS) do
  redis.call('INCRBY', key, ARGV[i + 1])
  redis.call('EXPIRE', key, ARGV[1])
end`,
} as const;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    countRequests(keyCount: number, ...keysAndArgs: (string | number)[]): Result<number[], Context>;
    setWhereNew(keyCount: number, ...keysTtlSecondsAndValue: (string | number)[]): Result<string[], Context>;
    addCounts(keyCount: number, ...keysTtlSecondsAndCounts: (string | number)[]): Result<null, Context>;
    rememberIds(keyCount: number, ...keysAndTtlSeconds: (string | number)[]): Result<null, Context>;
  }
}
