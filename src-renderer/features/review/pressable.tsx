import { UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import classes from './review.module.css';

/** The pointer does not take the focus: the keys go on to mean what they mean on this page. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** One of a few buttons of which one is down, such as the views. */
export function Pressable({
  pressed,
  onPress,
  keys,
  children,
  ...rest
}: {
  readonly pressed: boolean;
  readonly onPress: () => void;
  readonly keys?: string;
  readonly children: ReactNode;
  readonly 'aria-label'?: string;
} & UnstyledButtonProps) {
  return (
    <UnstyledButton
      {...rest}
      className={classes.pressable}
      aria-pressed={pressed}
      aria-keyshortcuts={keys}
      onMouseDown={keepFocus}
      onClick={onPress}
    >
      {children}
    </UnstyledButton>
  );
}

/** The key of a button, for who can see it; the button itself names it for others. */
export function KeyHint({ keys }: { readonly keys: string }) {
  return (
    <kbd className={classes.keyHint} aria-hidden>
      {keys}
    </kbd>
  );
}
