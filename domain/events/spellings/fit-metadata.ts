import { maxMetadataBytes } from '#schemas/events/wire-event.ts';
import type { Note } from '#schemas/http/notes.ts';
import { fitsMetadata, jsonText } from '../metadata.ts';
import { type Fields, fieldsOf } from './loose-values.ts';
import type { Spelled } from './spelled.ts';

/** What we read of metadata ourselves. */
const understood = ['price', 'quantity', 'orderId', 'currency', 'lineId'] as const;

/**
 * Returns the event with the understood fields of its metadata alone, and a note of that, if all of its metadata is more than an event may have: senders of other software put into it whatever they have, and
 * an order must not be lost for it. Other events stay as they are.
 */
export function fitMetadata<Wire extends Fields>(spelled: Spelled & { wire: Wire }): Spelled {
  const metadata = fieldsOf(spelled.wire.metadata);
  const text = jsonText(metadata);
  if (text !== undefined && fitsMetadata(text)) return spelled;
  const kept = Object.fromEntries(understood.flatMap((name) => (name in metadata ? [[name, metadata[name]]] : [])));
  return { ...spelled, wire: { ...spelled.wire, metadata: kept }, notes: [note] };
}

const note: Note = {
  path: '/metadata',
  message: `It has more than ${maxMetadataBytes} bytes: of it ${understood.join(', ')} are kept, the rest is left out.`,
  code: 'shortened',
};
