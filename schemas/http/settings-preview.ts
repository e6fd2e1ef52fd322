import Type, { type TProperties, type TSchema } from 'typebox';
import { closed, nullable, strategyField } from './fields.ts';
import { questionContracts } from './recommendations.ts';
import { maxRules, ruleListContracts } from './rules.ts';
import { previewQuestions } from './rules-preview.ts';
import { tenantContracts } from './tenants.ts';

type Asked = readonly { readonly name: string; readonly settings: TProperties }[];

/** The body of POST /tenants/:id/placements/:placementId/preview, whose rules and questions are judged one by one. */
export const settingsPreviewFrame = (strategies: Asked) =>
  settingsPreview(strategies, Type.Unknown(), Type.Array(Type.Unknown(), { maxItems: maxRules }));

/** The same, as the document shows it. */
export const settingsPreviewContract = (strategies: Asked) =>
  settingsPreview(
    strategies,
    questionContracts(strategies).ShownPreviewQuestion,
    ruleListContracts(strategies).PutRulesBody.properties.rules,
  );

/** What would be set, all of it optional, and the questions to look at. */
function settingsPreview<Question extends TSchema, Rules extends TSchema>(
  strategies: Asked,
  question: Question,
  rules: Rules,
) {
  const names = strategies.map(({ name }) => name);
  return closed({
    config: Type.Optional(tenantContracts(strategies).AnsweringConfigChange),
    strategy: Type.Optional(nullable(strategyField(names))),
    rules: Type.Optional(
      Type.Union([rules, Type.Literal('off')], {
        description:
          'A list of rules in place of that of the placement; `off` answers as if no rules held, those of all placements neither.',
      }),
    ),
    questions: previewQuestions(question),
  });
}
