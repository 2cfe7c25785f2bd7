import type { ReactNode } from 'react';
import classes from './facts.module.css';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** A small line under the value. */
  readonly note?: ReactNode;
}

/** Names and values, one pair to a line. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map((fact) => (
        <div key={fact.name} className={classes.row}>
          <dt>{fact.name}</dt>
          <dd>
            {fact.value}
            {fact.note && <div className={classes.note}>{fact.note}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The same with large figures, side by side: the few numbers a page is about. */
export function Figures({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.figures}>
      {facts.map((fact) => (
        <div key={fact.name} className={classes.figure}>
          <dt>{fact.name}</dt>
          <dd>
            {fact.value}
            {fact.note && <div className={classes.note}>{fact.note}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
