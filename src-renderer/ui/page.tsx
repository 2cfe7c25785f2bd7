import { Text, Title, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { setPageTitle } from '../lib/document-title.ts';
import classes from './page.module.css';

function useDocumentTitle(title: string): void {
  useEffect(() => {
    setPageTitle(`${title} · Afterimage`);
  }, [title]);
}

/** The heading of a page: its name, one line about it, and its actions. */
export function PageHeader({
  title,
  description,
  actions,
}: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <header className={classes.header}>
      <div className={classes.headerText}>
        <Title order={1}>{title}</Title>
        {description && (
          <Text c="dimmed" mt={4}>
            {description}
          </Text>
        )}
      </div>
      {actions}
    </header>
  );
}

/** A page to read: one column that scrolls, with its heading. */
export function Page({
  title,
  description,
  actions,
  children,
}: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  useDocumentTitle(title);
  return (
    <div className={classes.scrolling}>
      <div className={classes.column}>
        <PageHeader title={title} description={description} actions={actions} />
        {children}
      </div>
    </div>
  );
}

/** A page that fills the window and scrolls, if at all, inside itself. Without a heading of its own, the title is for screen readers only. */
export function FullPage({
  title,
  heading,
  children,
}: {
  readonly title: string;
  readonly heading?: ReactNode;
  readonly children: ReactNode;
}) {
  useDocumentTitle(title);
  return (
    <div className={classes.full}>
      {heading ?? (
        <VisuallyHidden>
          <h1>{title}</h1>
        </VisuallyHidden>
      )}
      {children}
    </div>
  );
}
