import { useQuery } from '@tanstack/react-query';
import { useActiveJobs } from '../lib/active-jobs.ts';
import { orpc } from '../lib/api.ts';
import { formatQuantity } from '../lib/format.ts';
import { overallProgress } from '../lib/job-lists.ts';
import { useUncertainCount } from '../lib/uncertain-times.ts';

/** What a place of the navigation has to say before it is opened. */
export interface PlaceBadge {
  /** A few characters on the icon; empty for a mere dot. */
  readonly text: string;
  /** The same for who cannot see it. */
  readonly words: string;
  readonly tone: 'problem' | 'active';
}

/** The badges of the places that have one now, by their address. */
export function usePlaceBadges(): ReadonlyMap<string, PlaceBadge> {
  const alerts = useQuery(orpc.memory.events.unresolvedCount.queryOptions({ retry: false })).data?.count ?? 0;
  const running = useActiveJobs().jobs?.filter((job) => job.status === 'running') ?? [];
  const uncertain = useUncertainCount() ?? 0;
  const badges = new Map<string, PlaceBadge>();
  if (alerts > 0) {
    badges.set('/activity', {
      text: alerts > 99 ? '99+' : String(alerts),
      words: formatQuantity(alerts, 'unresolved alert'),
      tone: 'problem',
    });
  }
  if (uncertain > 0) {
    badges.set('/import', {
      text: uncertain > 99 ? '99+' : String(uncertain),
      words: `${formatQuantity(uncertain, 'uncertain time')} to review`,
      tone: 'active',
    });
  }
  if (running.length > 0) {
    const share = overallProgress(running);
    badges.set('/jobs', {
      text: share === null ? '' : `${Math.floor(share * 100)} %`,
      words: `${formatQuantity(running.length, 'job')} running`,
      tone: 'active',
    });
  }
  return badges;
}
