/** The options of `recomengine replay …`, each by the field of POST …/replays that it sets. */
const optionOf: Readonly<Record<string, string>> = {
  'export.format': '--format',
  'export.tables': '--tables',
  'export.from': '--from',
  'export.to': '--to',
  'export.space': '--space',
  'evaluate.strategies': '--strategy',
  'evaluate.days': '--days',
  'evaluate.served': '--served',
  'evaluate.placementId': '--placement',
  'evaluate.space': '--space',
  'whatIf.placementId': '--placement',
  'whatIf.days': '--days',
  'whatIf.answers': '--answers',
  'whatIf.strategy': '--strategy',
  'whatIf.rules': '--rules',
  'whatIf.config': '--config',
  'whatIf.space': '--space',
  'asOf.exposureId': '--exposure',
  'asOf.at': '--at',
  'asOf.question.userId': '--user',
  'asOf.question.placementId': '--placement',
  'asOf.question.productId': '--product',
  'asOf.question.strategy': '--strategy',
  'asOf.question.limit': '--limit',
  'asOf.question': '--user, --placement, --product, --strategy or --limit',
  'asOf.space': '--space',
  'rebuild.projection': '--projection',
  'rebuild.bound': '--bound',
  'rebuild.confirm': '--confirm',
};

/** What the API says of fields of a replay, in the options of the command: `whatIf.days` is `--days`. A place within an option's value is told beside it; other words stay. */
export const inOptions = (message: string): string => message.replaceAll(/`([^`]+)`/g, (_, name) => named(name));

function named(field: string): string {
  const steps = field.split('.');
  for (let length = steps.length; length > 0; length--) {
    const option = optionOf[steps.slice(0, length).join('.')];
    if (option === undefined) continue;
    const rest = steps.slice(length).join('.');
    return rest === '' || /^\d+$/.test(rest) ? `\`${option}\`` : `\`${rest}\` of \`${option}\``;
  }
  return `\`${field}\``;
}
