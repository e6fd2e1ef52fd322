import type { TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { visible } from './visible-text.ts';

/** One thing that is wrong with a value; `path` is a JSON pointer into it, '' for the whole. */
export type ContractError = { path: string; message: string; code: string };

/** TypeBox stops at 8, which a single choice between several values has already: the rest came to light only once those were mended. */
Settings.Set({ maxErrors: 100 });

type ValidationError = ReturnType<Validator['Errors']>[number];

/**
 * Returns why a value breaks its contract; each message says what to do. Empty if the value keeps it. Meant for the slow path:
 * call `validator.Check` first. Unknown fields are named one by one. `at` is the pointer of the value itself, which each path begins with.
 */
export function contractErrors(validator: Validator, value: unknown, at = ''): ContractError[] {
  const found = validator.Errors(value);
  return found
    .filter((error) => !toldByOthers.has(error.keyword) && isTelling(error, found))
    .flatMap((error) => explain(error, validator.Type(), at, isEmptyAt(value, error.instancePath)));
}

/** Beside these TypeBox reports each field or name for itself. */
const toldByOthers: ReadonlySet<string> = new Set(['additionalProperties', 'propertyNames']);

/**
 * TypeBox reports an error for a union itself and for each of its members. If the value has a member's type and breaks another rule of it
 * (text or null, and the text is too long), that member's error tells the reader most; if it has the type of no member, the union's does.
 */
function isTelling(error: ValidationError, found: readonly ValidationError[]): boolean {
  const isOfMember = (inner: ValidationError, union: ValidationError) =>
    inner.schemaPath.startsWith(`${union.schemaPath}/anyOf/`);
  const isSpecific = ({ keyword }: ValidationError) => !['type', 'const', 'anyOf'].includes(keyword);
  if (error.keyword === 'anyOf') {
    // A union that is itself a member (one of these names, or null) is told by the outer one, which names the choices of both.
    const isMember = found.some(
      (union) => union.keyword === 'anyOf' && isOfMember(error, union) && union.instancePath === error.instancePath,
    );
    return !isMember && !found.some((inner) => isOfMember(inner, error) && isSpecific(inner));
  }
  return isSpecific(error) || !found.some((union) => union.keyword === 'anyOf' && isOfMember(error, union));
}

/** A name as one step of a JSON pointer (RFC 6901). */
export function pointerStep(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

type SchemaNode = TSchema & {
  description?: string;
  type?: string;
  pattern?: string;
  properties?: Record<string, SchemaNode>;
  required?: readonly string[];
  examples?: readonly unknown[];
  /** What to do instead where a number is above its maximum. */
  'x-beyond'?: string;
  anyOf?: readonly UnionMember[];
};

type UnionMember = { const?: unknown; type?: string; anyOf?: readonly UnionMember[] };

const kindOf: Readonly<Record<string, string>> = {
  uuid: 'a UUID',
  'date-time': 'a time in ISO 8601',
  date: 'a day of the calendar',
  email: 'an e-mail address',
};

function explain(error: ValidationError, root: TSchema, at: string, isEmpty: boolean): ContractError[] {
  const schema = schemaAt(root, error.schemaPath);
  const objectOf = schemaAt(root, error.schemaPath.replace(/\/additionalProperties$/, ''));
  const path = at + error.instancePath;
  const what = path === '' ? 'The body' : `\`${path.slice(1).replaceAll('/', '.')}\``;
  const one = (code: string, message: string) => [{ path, message, code }];
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => {
        const field = schema?.properties?.[name];
        const choices = constantsOf(field);
        const among = choices.length > 0 ? `, ${list(choices)}` : '';
        const wanted = (field?.required ?? []).map((inner) => `\`${inner}\``);
        const within = wanted.length > 0 ? ` with ${wanted.join(', ')}` : '';
        return {
          path: path + pointerStep(name),
          message: `Add \`${name}\`${among}${within}${field?.description ? `: ${field.description}` : '.'}`,
          code: 'required',
        };
      });
    case 'boolean': {
      // Reported for each unknown field, at its own path.
      const steps = path.split('/');
      const name = (steps.pop() ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
      const fields = Object.entries(objectOf?.properties ?? {});
      const owner = steps.length > 1 ? ` of \`${steps.slice(1).join('.')}\`` : '';
      const home = fields.find(([, field]) => Object.hasOwn(field.properties ?? {}, name))?.[0];
      if (home !== undefined)
        return one('unknown_field', `Move \`${name}\` into \`${home}\`: it is a field of that, and not beside it.`);
      const known = fields.map(([field]) => field).join(', ');
      const taken = known === '' ? 'It takes no fields.' : `Fields are: ${known}.`;
      return one('unknown_field', `Remove \`${name}\`, which is not a field${owner}. ${taken}`);
    }
    case 'type':
      return one('type', `${what} must be ${[error.params.type].flat().map(article).join(' or ')}.`);
    case 'anyOf': {
      const members = membersOf(schema);
      const choices = members.map((member) =>
        'const' in member ? JSON.stringify(member.const) : article(member.type ?? 'object'),
      );
      return one(members.every((member) => 'const' in member) ? 'enum' : 'type', `${what} must be ${list(choices)}.`);
    }
    case 'enum':
      return one(
        'enum',
        `${what} must be ${list(error.params.allowedValues.map((choice) => JSON.stringify(choice)))}.`,
      );
    case 'const':
      return one('const', `${what} must be ${JSON.stringify(error.params.allowedValue)}.`);
    case 'minLength':
      return one(
        'min_length',
        isEmpty ? `${what} must not be empty.` : `${what} must have at least ${error.params.limit} character(s).`,
      );
    case 'maxLength':
      return one('max_length', `Shorten ${what} to at most ${error.params.limit} characters.`);
    case 'minItems':
      return one('min_items', `${what} must have at least ${error.params.limit} element(s).`);
    case 'maxItems':
      return one('max_items', `Send at most ${error.params.limit} elements in ${what}.`);
    case 'minimum':
      return one('minimum', `${what} must be ${error.params.limit} or more.`);
    case 'exclusiveMinimum':
      return one('minimum', `${what} must be more than ${error.params.limit}.`);
    case 'maximum':
      return one(
        'maximum',
        `${what} must be at most ${error.params.limit}.${schema?.['x-beyond'] === undefined ? '' : ` ${schema['x-beyond']}`}`,
      );
    case 'format': {
      const kind = kindOf[error.params.format] ?? `a valid ${error.params.format}`;
      return one('format', `${what} ${isEmpty ? 'is empty: it ' : ''}must be ${kind}.${exampleOf(schema)}`);
    }
    case 'pattern':
      // That an empty text is empty is told by its length.
      if (schema?.pattern === visible) return isEmpty ? [] : one('blank', `${what} must have more than spaces.`);
      return one(
        'pattern',
        `${what} has the wrong form.${schema?.description ? ` ${schema.description}` : ''}${exampleOf(schema)}`,
      );
    case '~refine':
      return one('refused', `${what} ${error.params.message}.`);
    default:
      return one(error.keyword, `${what} ${error.message}.${schema?.description ? ` ${schema.description}` : ''}`);
  }
}

function exampleOf(schema: SchemaNode | undefined): string {
  const [example] = schema?.examples ?? [];
  return typeof example === 'string' ? ` For example: ${example}` : '';
}

/** Whether the value at this pointer is a text without a character. */
function isEmptyAt(value: unknown, pointer: string): boolean {
  const steps = pointer.split('/').slice(1);
  const found = steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')]
        : undefined,
    value,
  );
  return found === '';
}

/** What a value may be, those of unions within the union too. */
const membersOf = (schema: Pick<SchemaNode, 'anyOf'> | undefined): readonly UnionMember[] =>
  (schema?.anyOf ?? []).flatMap((member) => (member.anyOf === undefined ? [member] : membersOf(member)));

/** The values that a field may have, as JSON, if it is a choice between values and nothing else. */
function constantsOf(field: SchemaNode | undefined): string[] {
  const members = field?.anyOf ?? [];
  return members.every((member) => 'const' in member) ? members.map((member) => JSON.stringify(member.const)) : [];
}

function schemaAt(root: TSchema, schemaPath: string): SchemaNode | undefined {
  let node: unknown = root;
  for (const step of schemaPath.split('/').slice(1)) {
    if (typeof node !== 'object' || node === null) return undefined;
    node = (node as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return node as SchemaNode | undefined;
}

function article(type: string): string {
  if (type === 'string') return 'text';
  if (type === 'null') return 'null';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function list(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
