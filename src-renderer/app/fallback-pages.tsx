import { Button } from '@mantine/core';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Page } from '../ui/page.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';

/** For an address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page title="Not found">
      <EmptyState
        title="There is no such page"
        action={
          <Button component={Link} to="/" variant="default">
            Go to the timeline
          </Button>
        }
      />
    </Page>
  );
}

/** For a page that threw while it was drawn. The shell around it stays, so the way out is open. */
export function RouteErrorPage({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} title="This page could not be shown" onRetry={reset} />;
}
