import { Outlet } from '@tanstack/react-router';

/** What stays on the screen whatever page is open. */
export function Shell() {
  return (
    <main style={{ height: '100dvh' }}>
      <Outlet />
    </main>
  );
}
