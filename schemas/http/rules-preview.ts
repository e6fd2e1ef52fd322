import Type, { type TSchema } from 'typebox';
import { closed, ProductId, spaceQuery } from './fields.ts';
import { howAnsweredFields, questionContracts, RecommendationList } from './recommendations.ts';
import { maxRules, maxRulesBytes, ruleListContracts } from './rules.ts';

/** Of one preview; each is answered twice. */
const maxPreviewQuestions = 20;
/** Of one preview as it is sent: the draft, and as much again for its questions. */
export const maxPreviewBytes = 2 * maxRulesBytes;

/** The questions of a preview, each by this contract. */
export const previewQuestions = <Question extends TSchema>(question: Question) =>
  Type.Array(question, {
    minItems: 1,
    maxItems: maxPreviewQuestions,
    description: 'Each is answered by what is in force, and by the draft.',
  });

/** The frame of a preview, whose rules and questions are judged one by one. */
export const previewFrame = closed({
  rules: Type.Array(Type.Unknown(), { maxItems: maxRules }),
  questions: previewQuestions(Type.Unknown()),
});

/** POST /tenants/:id/placements/:placementId/rules/preview, as the document shows it. */
export function previewBodyContract(strategies: readonly { readonly name: string }[]) {
  const { rules } = ruleListContracts(strategies).PutRulesBody.properties;
  return closed({ rules, questions: previewQuestions(questionContracts(strategies).ShownPreviewQuestion) });
}

export const RulesPreviewQuery = closed(spaceQuery);

const PreviewedAnswer = closed({ data: RecommendationList, meta: closed(howAnsweredFields) });

/** What each question is answered before and after, and the difference. */
export const RulesPreview = Type.Array(
  closed({
    before: PreviewedAnswer,
    after: PreviewedAnswer,
    won: Type.Array(
      closed({
        productId: ProductId,
        strategy: Type.String({ description: 'What proposed it; `pinned` for a pin.', examples: ['trending'] }),
        rules: Type.Array(Type.String(), { description: 'Rules of the draft that touched it.' }),
      }),
      { description: 'Products that only the answer after has.' },
    ),
    lost: Type.Array(
      closed({
        productId: ProductId,
        because: Type.String({
          description:
            'Why it is not in the answer after: as `lost` of `explain`, or `not_proposed` by what is asked then.',
          examples: ['rule'],
        }),
        rule: Type.Optional(Type.String({ description: 'The rule that took it.', examples: ['no-socks'] })),
      }),
      { description: 'Products that only the answer before has.' },
    ),
    moved: Type.Array(
      closed({
        productId: ProductId,
        from: Type.Integer({ minimum: 0, description: 'Its place before; 0 is the first.', examples: [4] }),
        to: Type.Integer({ minimum: 0, description: 'Its place after.', examples: [0] }),
        strategy: Type.String({ description: 'What proposed it, as of `won`.', examples: ['trending'] }),
        rules: Type.Array(Type.String(), { description: 'Rules of the draft that touched it.' }),
      }),
      { description: 'Products that both have, and in another order.' },
    ),
  }),
  { description: 'In the order of the questions.' },
);
