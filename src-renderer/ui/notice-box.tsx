import type { ReactNode } from 'react';
import classes from './notice-box.module.css';
import { StateMark } from './state-mark.tsx';

/** A boxed message that belongs to the page: something to know, or something that went wrong. */
export function NoticeBox({
  tone,
  title,
  role,
  children,
}: {
  readonly tone: 'warning' | 'problem';
  readonly title: string;
  /** `alert` where it appears because of what the person just did. */
  readonly role?: 'alert';
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes.box} data-tone={tone} role={role}>
      <StateMark shape="triangle" tone={tone} size={18} />
      <div className={classes.text}>
        <strong className={classes.title}>{title}</strong>
        {children}
      </div>
    </div>
  );
}
