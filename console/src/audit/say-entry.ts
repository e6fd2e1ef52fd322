import { several } from '#console/format/several.ts';
import type { AuditEntry } from '#schemas/http/audit.ts';

type Detail = { readonly [field: string]: unknown };

/** What an entry is about: `changes` are what can move a figure of analytics. */
export type SaidEntry = { text: string; isChange: boolean };

const steps: Readonly<Record<string, string>> = {
  created: 'was created',
  erased: 'was erased',
  changed: 'was changed',
  updated: 'was changed',
  deleted: 'was deleted',
  drafted: 'was drafted',
  purged: 'was purged',
  started: 'was started',
  paused: 'was paused',
  completed: 'was completed',
  rolled_back: 'was set back',
  asked: 'was asked for',
  cancelled: 'was cancelled',
  removed: 'was removed',
  revoked: 'was revoked',
  suspended: 'was suspended',
  activated: 'is active again',
  refused: 'was used for what it may not do',
  redriven: 'went back onto the topic',
  repaired: 'was repaired',
  uploaded: 'went into the catalog',
  user_hash_rotated: 'has a new secret for user hashes',
};
const subjects: Readonly<Record<string, string>> = {
  api_key: 'An API key',
  catalog: 'A file',
  dead_letter: 'A dead letter',
  experiment: 'An experiment',
  holdout: 'The holdout',
  product: 'A product',
  replay: 'A replay',
  rules: 'Rules',
  shopper: 'A shopper',
  tenant: 'The tenant',
  widget: 'A widget',
};
const moving = ['experiment', 'holdout', 'rules', 'widget', 'tenant'];

/** Says an entry of the audit trail in a sentence without a full stop; `nameOf` knows what the subjects are called. An action that is not known here is told by its name. */
export function sayEntry(
  { action, subjectId, detail }: Pick<AuditEntry, 'action' | 'subjectId'> & { detail: object },
  nameOf: (subjectId: string) => string | undefined = () => undefined,
): SaidEntry {
  const [subject = '', step = ''] = action.split('.');
  const done = steps[step];
  const isChange = moving.includes(subject) && action !== 'tenant.created';
  if (done === undefined || subjects[subject] === undefined) return { text: action, isChange };
  return { text: `${whoIs(subject, subjectId, { ...detail }, nameOf(subjectId))} ${plural(subject, done)}`, isChange };
}

function whoIs(subject: string, subjectId: string, detail: Detail, known: string | undefined): string {
  const name = known ?? text(detail.name);
  const placement = text(detail.placementId);
  if (subject === 'dead_letter' && Array.isArray(detail.deadLetterIds))
    return detail.deadLetterIds.length === 1 ? 'A dead letter' : several(detail.deadLetterIds.length, 'dead letter');
  if (subject === 'experiment' && name !== undefined) return `Experiment “${name}”`;
  if (subject === 'api_key' && name !== undefined) return `API key “${name}”`;
  if (subject === 'product') return `Product ${subjectId}`;
  if (subject === 'catalog')
    return `A file of ${several(Number(detail.created) + Number(detail.updated) + Number(detail.pending), 'product')}`;
  if (subject === 'rules' && placement !== undefined) return `Rules of ${placement}`;
  if (subject === 'widget' && placement !== undefined) return `Widget of ${placement}`;
  if (subject === 'tenant') {
    const config = detail.config;
    if (typeof config === 'object' && config !== null && Object.keys(config).length > 0)
      return `Setting ${Object.keys(config).join(', ')}`;
  }
  return subjects[subject] ?? subject;
}

const plural = (subject: string, done: string) => (subject === 'rules' ? done.replace(/^was /, 'were ') : done);
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
