import {
  type PreferenceDefinition,
  type PreferenceKey,
  preferenceDefinitions,
  withUnit,
} from '../../../src-shared/domain/preferences.ts';
import { sourceOf } from './done-by.ts';
import type { EventLog } from './event-log.ts';
import type { PreferenceService } from './preference-service.ts';

/** Writes into the activity log who changed which setting, from what to what. Returns what ends it. */
export function notePreferenceChanges(
  preferences: Pick<PreferenceService, 'onChange'>,
  events: Pick<EventLog, 'saveEvent'>,
  report: (summary: string, error: unknown) => void,
): () => void {
  return preferences.onChange((now, key, { from, by }) => {
    const to = now[key];
    const definition: PreferenceDefinition = preferenceDefinitions[key];
    // Where nobody is named the app did it, for what it writes a line of its own about.
    if (!by || definition.group === 'internal' || JSON.stringify(from) === JSON.stringify(to)) return;
    events
      .saveEvent({
        type: 'action',
        severity: 'info',
        source: sourceOf(by),
        summary: `“${definition.label}” was changed ${changeInWords(key, from, to)}${by.kind === 'program' ? ` by ${by.name}` : ''}.`,
        details: { key, from, to, by: by.name },
      })
      .catch((error: unknown) => report('The change of a setting could not be written into the activity log', error));
  });
}

function changeInWords(key: PreferenceKey, from: unknown, to: unknown): string {
  const definition: PreferenceDefinition = preferenceDefinitions[key];
  switch (definition.kind) {
    case 'toggle':
      return to ? 'to on' : 'to off';
    case 'number':
      return `from ${from} to ${withUnit(Number(to), definition)}`;
    case 'choice': {
      const labels: Readonly<Partial<Record<string, string>>> = definition.optionLabels ?? {};
      return `from ${labels[String(from)] ?? from} to ${labels[String(to)] ?? to}`;
    }
    case 'text-list':
      return `to ${(to as readonly string[]).length} of them`;
    case 'instant':
      return '';
  }
}
