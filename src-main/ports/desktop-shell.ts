import type { AppInfo } from '../../src-shared/contract/app.ts';

/** What a desktop host can do and a browser host cannot. Each throws `UNSUPPORTED` where its capability is false. */
export interface DesktopShell {
  readonly capabilities: AppInfo['capabilities'];
  launchAtLogin(): Promise<boolean>;
  setLaunchAtLogin(enabled: boolean): Promise<boolean>;
  openScreenRecordingSettings(): Promise<boolean>;
  revealInFolder(absolutePath: string): Promise<boolean>;
  chooseFolder(): Promise<string | null>;
  /** Shows a notification of the system; a click on it opens the activity log. False where the system shows none. */
  notify(notification: { readonly title: string; readonly body: string }): Promise<boolean>;
  /** Shows at the app's icon how many alerts wait; nothing with 0. */
  setBadge(count: number): Promise<void>;
  quit(): Promise<void>;
}
