import { Button, Stack, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { PreferenceKey } from '../../../src-shared/domain/preferences.ts';
import { orpc } from '../../lib/api.ts';
import { useAppInfo } from '../../lib/app-info.ts';
import { useKeyBindings } from '../../lib/keyboard.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { AccessRow, accessText } from './access-row.tsx';
import { CaptureSwitchRow } from './capture-switch-row.tsx';
import { LaunchAtLoginRow, launchAtLoginText } from './launch-at-login-row.tsx';
import { LibraryRows } from './library-rows.tsx';
import { PreferenceRow } from './preference-row.tsx';
import { findSettings, groupTitles, isFound, type ShownGroup, shownGroups } from './setting-search.ts';

/** Settings that only the desktop app heeds: it has a tray, and a window that needs no port. */
const desktopOnly: ReadonlySet<PreferenceKey> = new Set(['apiEnabled', 'apiPort', 'closeToTray']);

/** Every setting, from its definition, saved as soon as it is changed. */
export function SettingsPage() {
  const preferences = useQuery(orpc.preferences.get.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const app = useAppInfo();
  const [search, setSearch] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useKeyBindings('Settings', [
    { keys: ['/', 'Ctrl+f'], label: 'Search the settings', run: () => field.current?.focus() },
  ]);

  const rowsOf = (group: ShownGroup) => {
    const isDesktop = app?.host === 'electron';
    const keys = findSettings(group, search).filter((key) => isDesktop || !desktopOnly.has(key));
    const library =
      group === 'storage' && isFound(search, ['library folder move open another', groupTitles.storage.title]);
    const login =
      group === 'window' &&
      app?.capabilities.launchAtLogin === true &&
      isFound(search, [launchAtLoginText.label, launchAtLoginText.help]);
    const access =
      group === 'api' && isFound(search, [accessText.label, accessText.help, groupTitles.api.title, 'api access']);
    return { group, keys, library, login, access };
  };
  const groups = shownGroups
    .map(rowsOf)
    .filter(({ keys, library, login, access }) => keys.length > 0 || library || login || access);

  return (
    <Page
      title="Settings"
      description="Every change is saved and in force at once."
      actions={
        <TextInput
          ref={field}
          w={{ base: '100%', xs: 240 }}
          type="search"
          aria-label="Search the settings"
          placeholder="Search"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setSearch('');
          }}
        />
      }
    >
      {preferences.isPending ? (
        <LoadingState label="Reading the settings" />
      ) : preferences.isError ? (
        <ErrorState error={preferences.error} onRetry={() => void preferences.refetch()} />
      ) : groups.length === 0 ? (
        <EmptyState
          icon={<IconSearch size={32} stroke={1.25} />}
          title="No setting fits"
          action={
            <Button variant="default" onClick={() => setSearch('')}>
              Show all settings
            </Button>
          }
        >
          Nothing here is about “{search}”.
        </EmptyState>
      ) : (
        <Stack gap={48}>
          {groups.map(({ group, keys, library, login, access }) => (
            <Section key={group} title={groupTitles[group].title} description={groupTitles[group].text}>
              <div>
                {library && <LibraryRows />}
                {login && <LaunchAtLoginRow />}
                {keys.map((key) =>
                  key === 'captureEnabled' ? (
                    <CaptureSwitchRow key={key} />
                  ) : (
                    <PreferenceRow key={key} preference={key} values={preferences.data} />
                  ),
                )}
                {access && <AccessRow />}
              </div>
            </Section>
          ))}
        </Stack>
      )}
    </Page>
  );
}
