import classes from './timeline-page.module.css';

/** The page with nothing in it, of the same shape as the page with something in it: nothing jumps when it arrives. */
export function TimelineSkeleton({ withoutToolbar = false }: { readonly withoutToolbar?: boolean }) {
  return (
    <div className={classes.page} role="status" aria-busy aria-label="Loading">
      {!withoutToolbar && <div className={classes.toolbar} />}
      <div className={classes.middle}>
        <div className={classes.stage} data-empty />
      </div>
      <div className={classes.transport} />
      <div className={classes.strip} data-empty />
    </div>
  );
}
