import {
  type PreferenceDefinition,
  type PreferenceGroup,
  type PreferenceKey,
  preferenceDefinitions,
  preferenceGroups,
  preferenceKeys,
} from '../../../src-shared/domain/preferences.ts';

export const groupTitles: Readonly<Record<Exclude<PreferenceGroup, 'internal'>, { title: string; text: string }>> = {
  capture: { title: 'Capture', text: 'When and how the screens are looked at.' },
  pictures: { title: 'Pictures', text: 'How each picture is stored. Pictures already stored stay as they are.' },
  storage: { title: 'Storage', text: 'Where the library is and how much room is left to others.' },
  review: {
    title: 'Duplicates and trash',
    text: 'What is suggested to be kept, and how long discarded pictures can be restored.',
  },
  privacy: { title: 'Privacy', text: 'What is never captured.' },
  api: { title: 'Other programs', text: 'Whether programs of this machine may ask Afterimage.' },
  window: { title: 'Window', text: 'How this window looks and behaves.' },
};

export type ShownGroup = keyof typeof groupTitles;

/** The groups that have settings to show, in order. */
export const shownGroups = preferenceGroups.filter((group): group is ShownGroup => group !== 'internal');

/** True where every word of the search occurs in one of the texts. An empty search finds everything. */
export function isFound(search: string, texts: readonly string[]): boolean {
  const text = texts.join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The settings of a group that the search finds, by their label, help, unit, options or the group's title. */
export function findSettings(group: ShownGroup, search: string): PreferenceKey[] {
  return preferenceKeys.filter((key) => {
    const definition: PreferenceDefinition = preferenceDefinitions[key];
    if (definition.group !== group) return false;
    const texts = [definition.label, definition.help, groupTitles[group].title];
    if (definition.kind === 'number') texts.push(definition.unit);
    if (definition.kind === 'choice')
      texts.push(...definition.options, ...Object.values(definition.optionLabels ?? {}).map(String));
    return isFound(search, texts);
  });
}
