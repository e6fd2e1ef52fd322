import Type, { type TSchema } from 'typebox';

/** Longest `userId`, `productId`, `sessionId`, `eventId`, `placementId` and `orderId`, in characters (code points). */
export const maxIdLength = 256;
/** Largest `metadata`, in bytes of its JSON. */
export const maxMetadataBytes = 4096;

/** The decimals that are taken as text, as the document shows them: `domain/price.ts` reads them, and says what is wrong with another. */
export const decimalPattern = '^[0-9]{1,12}(\\.[0-9]{1,100})?$';

/** A text that names something: 1 to `maxIdLength` characters. */
export const idText = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: maxIdLength, description, examples: [example] });

/**
 * The wire contract of one event type: the constant that tells it apart, the fields every event has, and its metadata.
 * `timestamp` has no `format`: `domain/events/event-time.ts` reads it once, and date checking was half of validation.
 */
export const wireEvent = <Name extends string, Metadata extends TSchema>(
  eventType: Name,
  description: string,
  metadata: Metadata,
) =>
  Type.Object(
    {
      eventType: Type.Literal(eventType),
      userId: idText(
        'Your own id of the shopper; what programs write for nobody, such as `undefined`, is refused.',
        'shopper-42',
      ),
      productId: idText('The product, as in your catalog.', 'mug-blue'),
      timestamp: Type.Optional(
        Type.String({
          minLength: 1,
          description:
            'When it happened: ISO 8601 with a zone; the time of arrival if left out. Flagged late after 24 hours; refused before 2000 and more than 5 minutes ahead.',
          examples: ['2026-03-01T12:00:00.000Z'],
        }),
      ),
      sessionId: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: maxIdLength,
          description: 'Groups the events of one visit.',
          examples: ['visit-7f3a'],
        }),
      ),
      eventId: Type.Optional(
        idText('Your own id of this event, part of its identity: tells two otherwise equal events apart.', 'evt-0001'),
      ),
      metadata,
    },
    {
      additionalProperties: false,
      description: `${description} Of optional fields \`null\` and \`\` are as left out.`,
    },
  );

/** Metadata of the types that require no field of it. */
export const freeMetadata = Type.Optional(
  Type.Object(
    {},
    {
      additionalProperties: true,
      description: `Any JSON object of at most ${maxMetadataBytes} bytes.`,
      examples: [{ source: 'search' }],
    },
  ),
);
