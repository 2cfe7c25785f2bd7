import type { OpenAPI } from '@orpc/contract';

type Schema = OpenAPI.SchemaObject & { $ref?: string; items?: unknown };
type Operation = OpenAPI.OperationObject & { 'x-required-scope'?: string };

/** What programs send may be read more widely later on, what they are sent only more narrowly. */
type Direction = 'sent' | 'answered';

/**
 * What of an API a program written for `before` would stumble over in `after`, one sentence each: a path, answer or
 * property that is gone, an input that is new and required, another type, default or scope, a narrower limit.
 */
export function breakingChanges(before: OpenAPI.Document, after: OpenAPI.Document): string[] {
  return new Comparison(before, after).run();
}

class Comparison {
  readonly #before: OpenAPI.Document;
  readonly #after: OpenAPI.Document;
  /** Schemas that are being compared, so that one that holds itself ends. */
  readonly #within = new Set<string>();

  constructor(before: OpenAPI.Document, after: OpenAPI.Document) {
    this.#before = before;
    this.#after = after;
  }

  run(): string[] {
    return Object.entries(this.#before.paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).flatMap(([method, operation]) => {
        const place = `${method.toUpperCase()} ${path}`;
        const now = (this.#after.paths?.[path] as Record<string, Operation> | undefined)?.[method];
        return now ? this.#operations(place, operation, now) : [`${place} is gone.`];
      }),
    );
  }

  #operations(place: string, before: Operation, after: Operation): string[] {
    const [was, is] = [before['x-required-scope'], after['x-required-scope']];
    return [
      ...(was === is ? [] : [`${place} asks for the scope “${is}” and no longer for “${was}”.`]),
      ...this.#parameters(place, before, after),
      ...this.#bodies(place, before, after),
      ...this.#answers(place, before, after),
    ];
  }

  #parameters(place: string, before: Operation, after: Operation): string[] {
    const key = ({ name, in: where }: OpenAPI.ParameterObject) => `${where} parameter “${name}”`;
    const list = (operation: Operation) => (operation.parameters ?? []) as OpenAPI.ParameterObject[];
    const known = new Map(list(before).map((each) => [key(each), each]));
    const now = new Map(list(after).map((each) => [key(each), each]));
    const gone = [...known.keys()].filter((name) => !now.has(name)).map((name) => `${place}: the ${name} is gone.`);
    const other = [...now].flatMap(([name, parameter]) => {
      const was = known.get(name);
      if (!was) return parameter.required ? [`${place}: the ${name} is new and required.`] : [];
      const required = parameter.required && !was.required ? [`${place}: the ${name} is now required.`] : [];
      const schemas = [was.schema ?? {}, parameter.schema ?? {}] as [Schema, Schema];
      return [...required, ...this.#schemas(`${place}: the ${name}`, ...schemas, 'sent')];
    });
    return [...gone, ...other];
  }

  #bodies(place: string, before: Operation, after: Operation): string[] {
    const [was, is] = [before.requestBody, after.requestBody] as (OpenAPI.RequestBodyObject | undefined)[];
    if (!was) return is?.required ? [`${place}: a body is now required.`] : [];
    if (!is) return [`${place}: the body is gone.`];
    const required = is.required && !was.required ? [`${place}: the body is now required.`] : [];
    return [...required, ...this.#contents(`${place}: the body`, was.content, is.content, 'sent')];
  }

  #answers(place: string, before: Operation, after: Operation): string[] {
    return Object.entries(before.responses ?? {}).flatMap(([status, response]) => {
      const where = `${place}: the answer ${status}`;
      const is = after.responses?.[status];
      if (!is) return [`${where} is gone.`];
      const contents = [this.#content(this.#before, response), this.#content(this.#after, is)] as const;
      return this.#contents(where, ...contents, 'answered');
    });
  }

  #content(document: OpenAPI.Document, response: OpenAPI.ResponseObject | OpenAPI.ReferenceObject) {
    const found = '$ref' in response ? document.components?.responses?.[lastOf(response.$ref)] : response;
    return (found as OpenAPI.ResponseObject | undefined)?.content;
  }

  #contents(
    place: string,
    before: Record<string, OpenAPI.MediaTypeObject> | undefined,
    after: Record<string, OpenAPI.MediaTypeObject> | undefined,
    direction: Direction,
  ): string[] {
    return Object.entries(before ?? {}).flatMap(([type, media]) => {
      const is = after?.[type];
      if (!is) return [`${place} is no longer ${type}.`];
      return this.#schemas(place, (media.schema ?? {}) as Schema, (is.schema ?? {}) as Schema, direction);
    });
  }

  #schemas(place: string, before: Schema, after: Schema, direction: Direction): string[] {
    const pair = before.$ref && after.$ref && `${direction} ${before.$ref} ${after.$ref}`;
    if (!pair) return this.#kinds(place, before, after, direction);
    if (this.#within.has(pair)) return [];
    this.#within.add(pair);
    const changes = this.#kinds(place, before, after, direction);
    this.#within.delete(pair);
    return changes;
  }

  /** Each thing that was sent must still be taken; each thing that is answered must be one that was answered before. */
  #kinds(place: string, before: Schema, after: Schema, direction: Direction): string[] {
    const [was, is] = [this.#variants(this.#before, before), this.#variants(this.#after, after)];
    const [needed, offered] = direction === 'sent' ? [was, is] : [is, was];
    // Of a union the default belongs to the whole.
    const meaning = direction === 'sent' ? defaultChange(place, before, after) : [];
    const types = needed.flatMap((need) => {
      const kind = offered.length > 1 ? kindOf(need) : undefined;
      const alike = kind === undefined ? offered : offered.filter((offer) => kindOf(offer) === kind);
      // One kind of message more is like one value more: programs pass over what they do not know.
      if (alike.length === 0 && direction === 'answered' && offered.every((offer) => kindOf(offer))) return [];
      const complaints = alike
        .filter((offer) => typeOf(offer) === typeOf(need) || isAnything(offer))
        .map((offer) => {
          const [one, other] = direction === 'sent' ? [need, offer] : [offer, need];
          return this.#sameType(place, one, other, direction);
        })
        .sort((one, other) => one.length - other.length);
      const [fewest] = complaints;
      if (fewest) return fewest;
      const sentence = direction === 'sent' ? 'no longer takes' : 'may now be';
      return [`${place} ${sentence} “${typeOf(need)}”.`];
    });
    return [...meaning, ...types];
  }

  #sameType(place: string, before: Schema, after: Schema, direction: Direction): string[] {
    const [narrow, wide] = direction === 'sent' ? [before, after] : [after, before];
    if (isAnything(wide)) return [];
    return [
      ...enumChanges(place, narrow, wide, direction),
      ...(direction === 'sent' ? limitChanges(place, before, after) : []),
      ...this.#properties(place, before, after, direction),
      ...(before.items && after.items
        ? this.#schemas(`${place}, in the list`, before.items as Schema, after.items as Schema, direction)
        : []),
      ...(isSchema(before.additionalProperties) && isSchema(after.additionalProperties)
        ? this.#schemas(`${place}, values`, before.additionalProperties, after.additionalProperties, direction)
        : []),
    ];
  }

  #properties(place: string, before: Schema, after: Schema, direction: Direction): string[] {
    const [was, is] = [before.properties ?? {}, after.properties ?? {}] as Record<string, Schema>[];
    const required = (schema: Schema, name: string) => schema.required?.includes(name) ?? false;
    const kept = Object.entries(was ?? {}).flatMap(([name, schema]) => {
      const now = is?.[name];
      if (!now) return [`${place}: “${name}” is gone.`];
      const loosened = direction === 'answered' && required(before, name) && !required(after, name);
      const changes = this.#schemas(`${place}: “${name}”`, schema, now, direction);
      return loosened ? [`${place}: “${name}” may now be missing.`, ...changes] : changes;
    });
    if (direction === 'answered') return kept;
    const demanded = (after.required ?? [])
      .filter((name) => !required(before, name))
      .map((name) => `${place}: “${name}” is now required.`);
    return [...kept, ...demanded];
  }

  /** What a schema stands for, one of each: references followed, unions taken apart. */
  #variants(document: OpenAPI.Document, schema: Schema): Schema[] {
    if (schema.$ref !== undefined) {
      const found = document.components?.schemas?.[lastOf(schema.$ref)];
      return this.#variants(document, (found ?? {}) as Schema);
    }
    if (schema.allOf) {
      return schema.allOf.reduce<Schema[]>(
        (sofar, part) =>
          sofar.flatMap((one) => this.#variants(document, part as Schema).map((other) => together(one, other))),
        [{}],
      );
    }
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return choices.flatMap((each) => this.#variants(document, each as Schema));
    if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }) as Schema);
    return [schema];
  }
}

const lastOf = (reference: string): string => reference.split('/').at(-1) ?? '';

/** One schema for what has to fit both. */
function together(one: Schema, other: Schema): Schema {
  return {
    ...one,
    ...other,
    ...(one.properties || other.properties ? { properties: { ...one.properties, ...other.properties } } : {}),
    ...(one.required || other.required ? { required: [...(one.required ?? []), ...(other.required ?? [])] } : {}),
  } as Schema;
}

const isSchema = (schema: unknown): schema is Schema => typeof schema === 'object' && schema !== null;

const isAnything = (schema: Schema): boolean =>
  schema.type === undefined && schema.enum === undefined && schema.const === undefined && schema.not === undefined;

function typeOf(schema: Schema): string {
  if (typeof schema.type === 'string') return schema.type;
  if (schema.not !== undefined) return 'nothing';
  const [value] = valuesOf(schema) ?? [];
  return value === undefined ? 'anything' : value === null ? 'null' : typeof value;
}

/** What tells the objects of a union apart: the first property with one fixed value. */
function kindOf(schema: Schema): string | undefined {
  const fixed = Object.entries((schema.properties ?? {}) as Record<string, Schema>).find(
    ([, { const: value }]) => value,
  );
  return fixed && `${fixed[0]}: ${fixed[1].const}`;
}

function valuesOf(schema: Schema): readonly unknown[] | undefined {
  return schema.const === undefined ? schema.enum : [schema.const];
}

/** Values may be added where they are sent, and where they are answered; that an answer is any text at all may not. */
function enumChanges(place: string, narrow: Schema, wide: Schema, direction: Direction): string[] {
  const [few, many] = [valuesOf(narrow), valuesOf(wide)];
  if (!many) return [];
  if (!few) {
    return [
      direction === 'sent' ? `${place} takes only some values now.` : `${place} may now be any ${typeOf(narrow)}.`,
    ];
  }
  if (direction === 'answered') return [];
  return few.filter((value) => !many.includes(value)).map((value) => `${place} no longer takes “${value}”.`);
}

const lowerLimits = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const;
const upperLimits = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const;
const forms = ['pattern', 'format', 'multipleOf'] as const;

/** Who leaves it out relies on what it means then. */
function defaultChange(place: string, before: Schema, after: Schema): string[] {
  const [was, is] = [JSON.stringify(before.default), JSON.stringify(after.default)];
  return was === undefined || was === is
    ? []
    : [`${place}: left out it means ${is ?? 'nothing'} and no longer ${was}.`];
}

function limitChanges(place: string, before: Schema, after: Schema): string[] {
  const lower = lowerLimits.filter((name) => Number(after[name] ?? -Infinity) > Number(before[name] ?? -Infinity));
  const upper = upperLimits.filter((name) => Number(after[name] ?? Infinity) < Number(before[name] ?? Infinity));
  const form = forms.filter((name) => after[name] !== undefined && after[name] !== before[name]);
  return [...lower, ...upper, ...form].map((name) => `${place}: “${name}” is now ${after[name]}.`);
}
