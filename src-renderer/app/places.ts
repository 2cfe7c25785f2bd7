import {
  IconActivity,
  IconBell,
  IconCalendarTime,
  IconCopy,
  IconLayoutGrid,
  IconListCheck,
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
  readonly group: 'look' | 'clear' | 'app';
  /** True where a narrow window shows it at once, false where it waits under “More”. */
  readonly first: boolean;
}

/** All pages in the order in which the navigation shows them. */
export const places: readonly Place[] = [
  { to: '/', label: 'Timeline', icon: IconCalendarTime, keys: ['g t'], group: 'look', first: true },
  { to: '/wall', label: 'Wall', icon: IconLayoutGrid, keys: ['g w'], group: 'look', first: true },
  { to: '/review', label: 'Duplicates', icon: IconCopy, keys: ['g d'], group: 'clear', first: true },
  { to: '/trash', label: 'Trash', icon: IconTrash, keys: ['g x'], group: 'clear', first: true },
  { to: '/jobs', label: 'Jobs', icon: IconListCheck, keys: ['g j'], group: 'clear', first: false },
  { to: '/status', label: 'Status', icon: IconActivity, keys: ['g s'], group: 'app', first: false },
  { to: '/activity', label: 'Activity', icon: IconBell, keys: ['g a'], group: 'app', first: false },
  { to: '/settings', label: 'Settings', icon: IconSettings, keys: ['g e', 'Ctrl+,'], group: 'app', first: false },
];

/** The keys that lead to each page. */
export function useNavigationKeys(): void {
  const navigate = useNavigate();
  useKeyBindings(
    'Go to',
    places.map((place) => ({ keys: place.keys, label: place.label, run: () => void navigate({ to: place.to }) })),
  );
}
