import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type PreferenceDefinition,
  type PreferenceGroup,
  preferenceDefinitions,
  preferenceGroups,
  preferenceKeys,
  whatFits,
} from '../src-shared/domain/preferences.ts';

/** Where the page lies. */
export const preferencesPagePath = join(resolve(import.meta.dirname, '..'), 'docs/preferences.md');

const head = `# Preferences

<!-- Made by \`node scripts/preferences-page.ts\` from src-shared/domain/preferences.ts. Do not edit it. -->

Every setting, as the settings screen, \`afterimage prefs\` and \`PUT /api/memory/preferences/{key}\` with
\`{"value": …}\` know it. A value of the wrong type or out of range is refused, and the old one is kept. Each change is in
force at once, also in another process that works on the same library.

Any other key belongs to the program that sets it. It is kept as JSON under \`external.\`, apart from the settings: up to
1,000 keys, each of at most 64 KB and 32 levels, of 8 MB together. A key has 1 to 128 letters, digits, \`.\`, \`_\` or \`-\`
and begins with a letter; keys that differ in case are two keys. Setting the app's own preferences needs the scope
\`admin\`, setting others \`memory:write\`.
`;

/** What follows a group's name. */
const aboutInternal =
  'State that survives a restart. It is not shown among the settings; the consent page and the pause button set it.\n\n';

/** The page as it should be. */
export function preferencesPage(): string {
  return [head, ...preferenceGroups.map(section)].filter((part) => part !== '').join('\n');
}

function section(group: PreferenceGroup): string {
  const keys = preferenceKeys.filter((key) => preferenceDefinitions[key].group === group);
  if (keys.length === 0) return '';
  const rows = keys.map((key) => {
    const definition: PreferenceDefinition = preferenceDefinitions[key];
    return `| \`${key}\` | **${cell(definition.label)}.** ${cell(definition.help)} | ${cell(valuesOf(definition))} | ${cell(defaultOf(definition))} |`;
  });
  const title = group === 'api' ? 'API' : `${group[0]?.toUpperCase()}${group.slice(1)}`;
  return `## ${title}

${group === 'internal' ? aboutInternal : ''}| key | what it does | values | default |
|---|---|---|---|
${rows.join('\n')}
`;
}

function valuesOf(definition: PreferenceDefinition): string {
  if (definition.kind === 'choice') return definition.options.map((option) => `\`"${option}"\``).join(', ');
  return whatFits(definition)
    .replace(/^Give /, '')
    .replace(/\.$/, '');
}

function defaultOf(definition: PreferenceDefinition): string {
  const value = `\`${JSON.stringify(definition.default)}\``;
  return definition.kind === 'number' ? `${value} ${definition.unit}`.trim() : value;
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writeFile(preferencesPagePath, preferencesPage());
  process.stdout.write(`${preferencesPagePath} is written.\n`);
}
