let pageTitle = 'Afterimage';
let waiting = 0;

function write(): void {
  document.title = waiting > 0 ? `(${waiting}) ${pageTitle}` : pageTitle;
}

/** Names the tab after the page that is open. */
export function setPageTitle(title: string): void {
  pageTitle = title;
  write();
}

/** Puts before the title how many alerts wait, and on the app's icon where the browser has one. */
export function setWaitingCount(count: number): void {
  waiting = count;
  write();
  // A browser that shows no badge, or none now, still has the title.
  if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => {});
}
