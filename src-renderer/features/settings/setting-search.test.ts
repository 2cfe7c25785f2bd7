import { expect, test } from 'vitest';
import { preferenceDefinitions, preferenceKeys } from '../../../src-shared/domain/preferences.ts';
import { findSettings, shownGroups } from './setting-search.ts';

const found = (search: string): string[] => shownGroups.flatMap((group) => findSettings(group, search));

test('without a search every setting is shown once, and what is internal never', () => {
  const shown = found('');
  expect(new Set(shown).size).toBe(shown.length);
  expect(shown.toSorted()).toEqual(
    preferenceKeys.filter((key) => preferenceDefinitions[key].group !== 'internal').toSorted(),
  );
});

test('a search looks at labels, help and options, in any case, and wants every word', () => {
  expect(found('WEBP')).toContain('format');
  expect(found('keyboard mouse')).toEqual(['idleAfterMinutes']);
  expect(found('keyboard webp')).toEqual([]);
});
