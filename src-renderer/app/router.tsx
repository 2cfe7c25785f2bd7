import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { captureMarksSchema, listOrders } from '../../src-shared/contract/captures.ts';
import { isDay } from '../../src-shared/domain/local-time.ts';
import { groupKinds } from '../../src-shared/domain/similarity.ts';
import { eventSeverities, eventSources, eventTypes, jobStatuses } from '../../src-shared/domain/vocabulary.ts';
import { TimelinePage } from '../features/timeline/timeline-page.tsx';
import { WallPage } from '../features/viewer/wall-page.tsx';
import { exportWays } from '../lib/export-ways.ts';
import { NotFoundPage, RouteErrorPage } from './fallback-pages.tsx';
import { Shell } from './shell.tsx';

// What an address says is a wish: a part that makes no sense is left out, never an error.
const timelineSearch = z.object({
  at: z.number().int().optional().catch(undefined),
  display: z.string().max(200).optional().catch(undefined),
  order: z.enum(listOrders).optional().catch(undefined),
  tag: z.string().min(1).max(64).optional().catch(undefined),
  decision: captureMarksSchema.shape.reviewState.catch(undefined),
});
const wallSearch = z.object({ at: z.number().int().optional().catch(undefined) });

const activitySearch = z.object({
  type: z.enum(eventTypes).optional().catch(undefined),
  severity: z.enum(eventSeverities).optional().catch(undefined),
  source: z.enum(eventSources).optional().catch(undefined),
  node: z.string().min(1).max(200).optional().catch(undefined),
  resolved: z.boolean().optional().catch(undefined),
});

const aDay = z.string().refine(isDay).optional().catch(undefined);
const reviewSearch = z.object({
  kind: z.enum(groupKinds).optional().catch(undefined),
  threshold: z.number().min(0.9).max(1).optional().catch(undefined),
  day: aDay,
  from: aDay,
  to: aDay,
  display: z.string().max(200).optional().catch(undefined),
  displays: z.enum(['each', 'across']).optional().catch(undefined),
});

const jobsSearch = z.object({ status: z.enum(jobStatuses).optional().catch(undefined) });

const anId = z.uuid().optional().catch(undefined);
const importSearch = z.object({ job: anId });
const timesSearch = z.object({
  import: anId,
  camera: z.string().min(1).max(200).optional().catch(undefined),
});
const exportSearch = z.object({
  job: anId,
  as: z.enum(exportWays).optional().catch(undefined),
  day: aDay,
  from: aDay,
  to: aDay,
  display: z.string().max(200).optional().catch(undefined),
  tag: z.string().min(1).max(64).optional().catch(undefined),
  decision: captureMarksSchema.shape.reviewState.catch(undefined),
});

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

// One page at two addresses: on the way from one to the other it stays as it is, with its zoom and its tabs.
const timelineRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'timeline',
  validateSearch: timelineSearch,
  component: TimelinePage,
});

const todayRoute = createRoute({ getParentRoute: () => timelineRoute, path: '/' });

const dayRoute = createRoute({
  getParentRoute: () => timelineRoute,
  path: '/day/$day',
  beforeLoad: ({ params }) => {
    if (!isDay(params.day)) throw redirect({ to: '/' });
  },
});

const wallRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/wall',
  validateSearch: wallSearch,
  component: WallPage,
});

const reviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review',
  validateSearch: reviewSearch,
  component: lazyRouteComponent(() => import('../features/review/review-page.tsx'), 'ReviewPage'),
});

const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import('../features/jobs/jobs-page.tsx'), 'JobsPage'),
});

const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/import',
  validateSearch: importSearch,
  component: lazyRouteComponent(() => import('../features/importing/import-page.tsx'), 'ImportPage'),
});

const timesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/times',
  validateSearch: timesSearch,
  component: lazyRouteComponent(() => import('../features/times/times-page.tsx'), 'TimesPage'),
});

const exportRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/export',
  validateSearch: exportSearch,
  component: lazyRouteComponent(() => import('../features/exporting/export-page.tsx'), 'ExportPage'),
});

const trashRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trash',
  component: lazyRouteComponent(() => import('../features/trash/trash-page.tsx'), 'TrashPage'),
});

const statusRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/status',
  component: lazyRouteComponent(() => import('../features/status/status-page.tsx'), 'StatusPage'),
});

const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity',
  validateSearch: activitySearch,
  component: lazyRouteComponent(() => import('../features/activity/activity-page.tsx'), 'ActivityPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-page.tsx'), 'SettingsPage'),
});

const accessRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/access',
  component: lazyRouteComponent(() => import('../features/access/access-page.tsx'), 'AccessPage'),
});

/** The addresses of the window. The search of `/day/$day` is `at` (UTC ms), `display` and `order`; of `/wall`, `at`.
 * A page reads its own with `useParams` and `useSearch`. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    timelineRoute.addChildren([todayRoute, dayRoute]),
    wallRoute,
    reviewRoute,
    trashRoute,
    jobsRoute,
    importRoute,
    timesRoute,
    exportRoute,
    statusRoute,
    activityRoute,
    settingsRoute,
    accessRoute,
  ]),
  defaultErrorComponent: RouteErrorPage,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    /** Single pictures to be exported: too many for an address, they go with the entry of the history. */
    captureIds?: readonly string[] | undefined;
  }
}
