import { VisuallyHidden } from '@mantine/core';
import { IconActivity, IconBell, IconCalendarTime, IconCopy, IconLayoutGrid, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps, useNavigate } from '@tanstack/react-router';
import { orpc } from '../lib/api.ts';
import { formatQuantity } from '../lib/format.ts';
import { useKeyBindings } from '../lib/keyboard.ts';
import classes from './shell.module.css';

interface Place {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: string;
  readonly icon: typeof IconActivity;
  readonly keys: readonly string[];
}

const places: readonly Place[] = [
  { to: '/', label: 'Timeline', icon: IconCalendarTime, keys: ['g t'] },
  { to: '/wall', label: 'Wall', icon: IconLayoutGrid, keys: ['g w'] },
  { to: '/review', label: 'Duplicates', icon: IconCopy, keys: ['g d'] },
  { to: '/status', label: 'Status', icon: IconActivity, keys: ['g s'] },
  { to: '/activity', label: 'Activity', icon: IconBell, keys: ['g a'] },
  { to: '/settings', label: 'Settings', icon: IconSettings, keys: ['g e', 'Ctrl+,'] },
];

/** The keys that lead to each page. */
export function useNavigationKeys(): void {
  const navigate = useNavigate();
  useKeyBindings(
    'Go to',
    places.map((place) => ({ keys: place.keys, label: place.label, run: () => void navigate({ to: place.to }) })),
  );
}

/** The links to the pages; beside the content, or below it where the window is narrow. */
export function Navigation() {
  const unresolved = useQuery(orpc.events.unresolvedCount.queryOptions({ retry: false })).data?.count ?? 0;
  return (
    <div className={classes.nav}>
      {places.map(({ to, label: name, icon: Icon }) => {
        const alerts = to === '/activity' && unresolved > 0 ? unresolved : 0;
        return (
          <Link key={to} to={to} className={classes.link} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <span className={classes.icon}>
              <Icon size={21} stroke={1.5} aria-hidden />
              {alerts > 0 && (
                <span className={classes.badge} aria-hidden>
                  {alerts > 99 ? '99+' : alerts}
                </span>
              )}
            </span>
            <span>{name}</span>
            {alerts > 0 && <VisuallyHidden>, {formatQuantity(alerts, 'unresolved alert')}</VisuallyHidden>}
          </Link>
        );
      })}
    </div>
  );
}
