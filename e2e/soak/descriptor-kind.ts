/** What a descriptor stands for: `table` is a file of a table or an index, `deleted` one that is open though it has no name any more. */
export type DescriptorKind = 'table' | 'deleted' | 'socket' | 'other';

/**
 * Tells by what /proc says a descriptor leads to. Files of tables are told apart since Postgres keeps them open as a cache, up to `max_files_per_process` (1,000): each connection those that it has
 * touched (100 of the processors', 40 of the API's), and the checkpointer every one (378), at its first checkpoint after 15 minutes. So their number says which connections are old and whether a checkpoint
 * goes on, and a soak of 20 minutes took that checkpoint for a leak. What can leak is a file that was dropped and is still open, or more and more files.
 */
export function kindOfDescriptor(target: string): DescriptorKind {
  if (target.startsWith('socket:')) return 'socket';
  if (target.endsWith(' (deleted)')) return 'deleted';
  return /\/base\/\d+\/\d+(_fsm|_vm)?(\.\d+)?$/.test(target) ? 'table' : 'other';
}
