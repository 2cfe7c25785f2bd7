import type { StateShape, StateTone } from '../lib/capture-words.ts';

const colorByTone: Readonly<Record<StateTone, string>> = {
  active: 'var(--color-accent)',
  quiet: 'var(--mantine-color-dimmed)',
  warning: 'var(--color-warning)',
  problem: 'var(--color-problem)',
};

function Shape({ shape }: { readonly shape: StateShape }) {
  const ring = <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />;
  switch (shape) {
    case 'disc':
      return <circle cx="8" cy="8" r="6" fill="currentColor" />;
    case 'ring':
      return ring;
    case 'half':
      return (
        <>
          {ring}
          <path d="M8 2.75a5.25 5.25 0 0 0 0 10.5z" fill="currentColor" />
        </>
      );
    case 'dash':
      return (
        <>
          {ring}
          <path d="M5.5 8h5" stroke="currentColor" strokeWidth="1.5" />
        </>
      );
    case 'pause':
      return <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" />;
    case 'triangle':
      return (
        <path
          d="M8 2.25 14.5 13.5h-13zM8 6.5v3.25M8 11.25v.75"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
      );
  }
}

/** The sign of a state. Beside words that do not say the state it needs a `label`. */
export function StateMark({
  shape,
  tone,
  size = 16,
  label,
}: {
  readonly shape: StateShape;
  readonly tone: StateTone;
  readonly size?: number;
  readonly label?: string;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role="img"
      aria-label={label}
      aria-hidden={label === undefined}
      style={{ color: colorByTone[tone], flex: 'none' }}
    >
      <Shape shape={shape} />
    </svg>
  );
}
