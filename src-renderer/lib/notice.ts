import { notifications } from '@mantine/notifications';
import { problemOf } from './problem.ts';

let lastDone: string | undefined;

/** Says that something the person asked for did not happen, and why. */
export function noticeProblem(title: string, error: unknown): void {
  const problem = problemOf(error);
  notifications.show({ title, message: problem.message, color: 'red', role: 'alert', autoClose: 8000 });
}

/** Says that something the person asked for is done, in the place of what was done before it. */
export function noticeDone(message: string): void {
  if (lastDone !== undefined) notifications.hide(lastDone);
  lastDone = notifications.show({ message, role: 'status', autoClose: 4000 });
}
