import { createHash } from 'node:crypto';
import type { OpenAPI } from '@orpc/contract';
import type { DescribedOperation } from './openapi.ts';
import { referenceStyle } from './reference-style.ts';

type Schema = OpenAPI.SchemaObject & { $ref?: string };

const methods = ['get', 'post', 'put', 'delete'] as const;

/** Text as text, whatever stands in it. */
function escaped(text: unknown): string {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The few marks our descriptions use: paragraphs and code. */
function prose(text: string | undefined): string {
  if (!text) return '';
  return text
    .split('\n\n')
    .map((paragraph) => `<p>${escaped(paragraph).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('');
}

/**
 * The API as one page of plain HTML: no script, no picture, nothing to load. Its own policy forbids all of that too;
 * the one style is allowed by its hash.
 */
export function renderReference(document: OpenAPI.Document): { html: string; contentSecurityPolicy: string } {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = (item as Record<string, DescribedOperation>)[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
  const groups = (document.tags ?? []).map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags?.includes(tag.name)),
  }));
  const errors = (document.components?.responses ?? {}) as Errors;
  const schemas = Object.entries(document.components?.schemas ?? {}) as [string, Schema][];
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(document.info.title)} API</title>
<style>${referenceStyle}</style>
</head>
<body>
<nav aria-label="Paths">
${groups.map(navigationGroup).join('\n')}
<h2><a href="#schemas">Schemas</a></h2>
</nav>
<main>
<h1>${escaped(document.info.title)} API <small>${escaped(document.info.version)}</small></h1>
${prose(document.info.description)}
<p>The same for programs: <a href="openapi.json">openapi.json</a></p>
${groups.map((each) => group(each, errors)).join('\n')}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => `<section id="schema-${escaped(name)}"><h3>${escaped(name)}</h3>${properties(schema)}</section>`).join('\n')}
</main>
</body>
</html>
`;
  const hash = createHash('sha256').update(referenceStyle).digest('base64');
  return {
    html,
    contentSecurityPolicy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

interface Group {
  readonly name: string;
  readonly description?: string;
  readonly operations: readonly Described[];
}

/** The answers that are described once and referred to. */
type Errors = Record<string, OpenAPI.ResponseObject>;

interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: DescribedOperation;
}

function anchor({ operation }: Described): string {
  return escaped(operation.operationId);
}

function heading({ method, path }: Described): string {
  return `<b class="${method}">${method.toUpperCase()}</b> <code>${escaped(path)}</code>`;
}

function navigationGroup({ name, operations }: Group): string {
  const links = operations.map((each) => `<li><a href="#${anchor(each)}">${heading(each)}</a></li>`);
  return `<h2>${escaped(name)}</h2><ul>${links.join('')}</ul>`;
}

function group({ name, description, operations }: Group, errors: Errors): string {
  const sections = operations.map((each) => operationSection(each, errors));
  return `<h2>${escaped(name)}</h2>${prose(description)}${sections.join('\n')}`;
}

function operationSection(described: Described, errors: Errors): string {
  const { operation } = described;
  const parameters = (operation.parameters ?? []) as OpenAPI.ParameterObject[];
  const rows = parameters.map(({ name, in: place, required, schema, description }) =>
    row(`${name}`, place, schema as Schema, required === true, description ?? (schema as Schema)?.description),
  );
  return `<section id="${anchor(described)}">
<h3>${heading(described)}</h3>
<p class="summary">${escaped(operation.summary)}</p>
${prose(operation.description)}
${rows.length > 0 ? `<h4>Parameters</h4>${table(rows)}` : ''}
${requestBody(operation)}
<h4>Answers</h4>
${Object.entries(operation.responses ?? {})
  .map(([status, response]) => answer(status, response as OpenAPI.ResponseObject & { $ref?: string }, errors))
  .join('\n')}
</section>`;
}

function requestBody({ requestBody: body }: DescribedOperation): string {
  if (!body || !('content' in body)) return '';
  return Object.entries(body.content)
    .map(([type, media]) => {
      const example =
        media.example === undefined ? '' : `<pre>${escaped(JSON.stringify(media.example, null, 2))}</pre>`;
      return `<h4>Body <code>${escaped(type)}</code></h4>${properties(media.schema as Schema)}${example}`;
    })
    .join('');
}

function answer(status: string, response: OpenAPI.ResponseObject & { $ref?: string }, errors: Errors): string {
  if (response.$ref) {
    const { description } = errors[response.$ref.split('/').at(-1) ?? ''] ?? {};
    return `<div class="error"><b>${escaped(status)}</b> ${prose(description)}</div>`;
  }
  const content = Object.entries(response.content ?? {}).map(
    ([type, media]) => `<code>${escaped(type)}</code>${properties(media.schema as Schema)}`,
  );
  return `<div><b>${escaped(status)}</b> ${escaped(response.description)} ${content.join('')}</div>`;
}

/** An object by its properties, anything else by its type. */
function properties(schema: Schema | undefined): string {
  if (!schema?.properties) return `<p>${type(schema)}</p>`;
  const required = new Set(schema.required ?? []);
  return table(
    Object.entries(schema.properties as Record<string, Schema>).map(([name, inner]) =>
      row(name, undefined, inner, required.has(name), inner.description),
    ),
  );
}

function table(rows: readonly string[]): string {
  return `<table>${rows.join('')}</table>`;
}

function row(
  name: string,
  place: string | undefined,
  schema: Schema,
  required: boolean,
  description: string | undefined,
): string {
  const marks = [place, required ? 'required' : undefined].filter((mark) => mark !== undefined).join(', ');
  const text = `${type(schema)}${limits(schema)}${prose(description)}`;
  return `<tr><th scope="row"><code>${escaped(name)}</code> <small>${escaped(marks)}</small></th><td>${text}</td></tr>`;
}

function type(schema: Schema | boolean | undefined): string {
  if (typeof schema !== 'object') return 'anything';
  if (schema.$ref) {
    const name = escaped(schema.$ref.split('/').at(-1));
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((each) => type(each as Schema)).join(' or ');
  if (schema.const !== undefined) return `<code>${escaped(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((each) => `<code>${escaped(each)}</code>`).join(' | ');
  if (schema.type === 'array') return `list of ${type(schema.items as Schema)}`;
  if (schema.properties) return `object ${properties(schema)}`;
  const name = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'anything');
  return escaped(schema.format ? `${name} (${schema.format})` : name);
}

function limits(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength, maxItems, default: usual } = schema;
  const said = [
    minimum === undefined ? undefined : `at least ${minimum}`,
    maximum === undefined ? undefined : `at most ${maximum}`,
    minLength === undefined ? undefined : `at least ${minLength} signs`,
    maxLength === undefined ? undefined : `at most ${maxLength} signs`,
    maxItems === undefined ? undefined : `at most ${maxItems}`,
    usual === undefined ? undefined : `usually ${JSON.stringify(usual)}`,
  ].filter((each) => each !== undefined);
  return said.length === 0 ? '' : ` <small>${escaped(said.join(', '))}</small>`;
}
