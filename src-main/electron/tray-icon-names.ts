/** The pictures in `resources/tray`, one per thing a person must be able to tell apart at a glance, by shape. */
export const trayIconNames = ['recording', 'demo', 'waiting', 'paused', 'off', 'problem'] as const;
export type TrayIconName = (typeof trayIconNames)[number];
