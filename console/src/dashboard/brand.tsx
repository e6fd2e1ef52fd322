import { A } from '@solidjs/router';

/** The name of the product, which leads to all tenants. At 400 % zoom its sign alone is seen: the search and the account need the room. */
export function Brand() {
  return (
    <A href="/dashboard" class="inline-flex items-center gap-2.5 rounded-sm text-lg font-semibold tracking-tight">
      <img src="/favicon.svg" alt="" width="26" height="26" />
      <span class="max-[22rem]:sr-only">RecomEngine</span>
    </A>
  );
}
