import type { Display } from '../../src-shared/contract/capture-control.ts';
import classes from './display-layout.module.css';

/** The displays as they stand on the desk, to scale. */
export function DisplayLayout({ displays }: { readonly displays: readonly Display[] }) {
  if (displays.length === 0) return null;
  const left = Math.min(...displays.map((display) => display.x));
  const top = Math.min(...displays.map((display) => display.y));
  const width = Math.max(...displays.map((display) => display.x + display.width)) - left;
  const height = Math.max(...displays.map((display) => display.y + display.height)) - top;
  const percent = (part: number, whole: number): string => `${(part / whole) * 100}%`;
  return (
    <div className={classes.desk} style={{ aspectRatio: `${width} / ${height}` }}>
      {displays.map((display) => (
        <div
          key={display.id}
          className={classes.display}
          style={{
            left: percent(display.x - left, width),
            top: percent(display.y - top, height),
            width: percent(display.width, width),
            height: percent(display.height, height),
          }}
        >
          <div className={classes.screen}>
            <span className={classes.name}>{display.name}</span>
            <span className={classes.size}>
              {display.width} × {display.height}
            </span>
          </div>
        </div>
      ))}
    </div>
  );
}
