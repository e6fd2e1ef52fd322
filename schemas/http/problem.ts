import Type, { type Static } from 'typebox';

/** One reason: where the fault is (a JSON pointer, '' for the whole), what to do, and a word for programs. */
export const ProblemError = Type.Object(
  {
    path: Type.String({ description: 'JSON pointer into the body or the query.', examples: ['/userId'] }),
    message: Type.String({ description: 'What to do.', examples: ['Add `userId`: Your own id of the shopper.'] }),
    code: Type.String({ description: 'A word for programs.', examples: ['required'] }),
  },
  { additionalProperties: false },
);

/** Every failure: `application/problem+json` (RFC 9457) with the members of the envelope beside it (FR-026). */
export const ProblemDocument = Type.Object(
  {
    type: Type.String({ description: 'What kind of problem: a URI reference.', examples: ['about:blank'] }),
    title: Type.String({ description: 'The status in words.', examples: ['Bad Request'] }),
    status: Type.Integer({ description: 'The HTTP status.', examples: [400] }),
    detail: Type.String({ description: 'What happened, and what to do.', examples: ['The request is not valid.'] }),
    instance: Type.String({ description: 'The path that was asked for.', examples: ['/api/v1/events'] }),
    data: Type.Null(),
    errors: Type.Array(ProblemError),
    meta: Type.Object({ requestId: Type.String({ examples: ['req-7f3a'] }) }, { additionalProperties: true }),
  },
  { additionalProperties: false, description: 'Problem details (RFC 9457).' },
);
export type ProblemDocument = Static<typeof ProblemDocument>;

export const problemMediaType = 'application/problem+json';
