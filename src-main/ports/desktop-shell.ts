import type { AppInfo } from '../../src-shared/contract/app.ts';

/** What a desktop host can do and a browser host cannot. Each throws `UNSUPPORTED` where its capability is false. */
export interface DesktopShell {
  readonly capabilities: AppInfo['capabilities'];
  launchAtLogin(): Promise<boolean>;
  setLaunchAtLogin(enabled: boolean): Promise<boolean>;
  openScreenRecordingSettings(): Promise<boolean>;
  revealInFolder(absolutePath: string): Promise<boolean>;
  chooseFolder(): Promise<string | null>;
  quit(): Promise<void>;
}
