import Type from 'typebox';
import { idText, maxMetadataBytes } from './wire-event.ts';

/** Longest name of a strategy in metadata. */
const maxStrategyLength = 64;

/** Metadata of `recommendation_*`: where it was shown, and by which strategy. */
export const placementMetadata = Type.Object(
  {
    placementId: idText('The placement it was shown in.', 'home-hero'),
    strategy: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: maxStrategyLength,
        description: 'The strategy that recommended it, as `meta.strategy` said.',
        examples: ['collaborative'],
      }),
    ),
  },
  { additionalProperties: true, description: `At most ${maxMetadataBytes} bytes of JSON; further fields are kept.` },
);
