import {
  type PreferenceDefinition,
  type PreferenceKey,
  type Preferences,
  preferenceDefinitions,
  withUnit,
} from '../../../src-shared/domain/preferences.ts';
import { PreferenceControl } from './preference-control.tsx';
import { SettingRow } from './setting-row.tsx';
import { isDefault, usePreferenceChange } from './use-preference.ts';

/** The default of a preference in words. */
export function defaultInWords(definition: PreferenceDefinition): string {
  switch (definition.kind) {
    case 'number':
      return withUnit(definition.default, definition);
    case 'toggle':
      return definition.default ? 'on' : 'off';
    case 'choice': {
      const labels: Readonly<Partial<Record<string, string>>> = definition.optionLabels ?? {};
      return `“${labels[definition.default] ?? definition.default}”`;
    }
    case 'text-list':
      return 'none';
    case 'instant':
      return 'never';
  }
}

/** One preference, drawn from its definition. */
export function PreferenceRow({
  preference,
  values,
}: {
  readonly preference: PreferenceKey;
  readonly values: Preferences;
}) {
  const definition: PreferenceDefinition = preferenceDefinitions[preference];
  const change = usePreferenceChange(preference);
  const id = `setting-${preference}`;
  const value = values[preference];
  return (
    <SettingRow
      controlId={id}
      label={definition.label}
      help={definition.help}
      problem={change.problem}
      saved={change.saved}
      resetTo={defaultInWords(definition)}
      onReset={isDefault(preference, value) ? undefined : () => change.save(definition.default)}
    >
      <PreferenceControl id={id} definition={definition} value={value} change={change} />
    </SettingRow>
  );
}
