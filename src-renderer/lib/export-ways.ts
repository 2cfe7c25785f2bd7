/** What can be made of captures outside the library: copies of them, or one picture of a day to look at. */
export const exportWays = ['pictures', 'time-lapse', 'contact-sheet'] as const;
export type ExportWay = (typeof exportWays)[number];
