import {
  IconActivity,
  IconBell,
  IconCalendarTime,
  IconClockQuestion,
  IconCopy,
  IconLayoutGrid,
  IconListCheck,
  IconPhotoDown,
  IconPhotoShare,
  IconSettings,
  IconTrash,
} from '@tabler/icons-react';
import { type LinkProps, useNavigate } from '@tanstack/react-router';
import { useKeyBindings } from '../lib/keyboard.ts';

/** A page that the navigation leads to. */
export interface Place {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: string;
  readonly icon: typeof IconActivity;
  readonly keys: readonly string[];
  /** What it is for; the groups stand apart from each other. */
  readonly group: 'look' | 'clear' | 'files' | 'app';
  /**
   * Whether the navigation shows it: `always`; under `more` where the window is narrow; or `never`, where other pages
   * and its keys lead to it.
   */
  readonly shown: 'always' | 'more' | 'never';
}

/** All pages in the order in which the navigation shows them. */
export const places: readonly Place[] = [
  { to: '/', label: 'Timeline', icon: IconCalendarTime, keys: ['g t'], group: 'look', shown: 'always' },
  { to: '/wall', label: 'Wall', icon: IconLayoutGrid, keys: ['g w'], group: 'look', shown: 'always' },
  { to: '/review', label: 'Duplicates', icon: IconCopy, keys: ['g d'], group: 'clear', shown: 'always' },
  { to: '/trash', label: 'Trash', icon: IconTrash, keys: ['g x'], group: 'clear', shown: 'always' },
  { to: '/jobs', label: 'Jobs', icon: IconListCheck, keys: ['g j'], group: 'clear', shown: 'more' },
  { to: '/import', label: 'Import', icon: IconPhotoDown, keys: ['g i'], group: 'files', shown: 'more' },
  { to: '/times', label: 'Uncertain times', icon: IconClockQuestion, keys: ['g u'], group: 'files', shown: 'never' },
  { to: '/export', label: 'Export', icon: IconPhotoShare, keys: ['g o'], group: 'files', shown: 'more' },
  { to: '/status', label: 'Status', icon: IconActivity, keys: ['g s'], group: 'app', shown: 'more' },
  { to: '/activity', label: 'Activity', icon: IconBell, keys: ['g a'], group: 'app', shown: 'more' },
  { to: '/settings', label: 'Settings', icon: IconSettings, keys: ['g e', 'Ctrl+,'], group: 'app', shown: 'more' },
];

/** The keys that lead to each page. */
export function useNavigationKeys(): void {
  const navigate = useNavigate();
  useKeyBindings(
    'Go to',
    places.map((place) => ({ keys: place.keys, label: place.label, run: () => void navigate({ to: place.to }) })),
  );
}
