/** The part of `screenshot-desktop` that is used here; the package brings no types. */
declare module 'screenshot-desktop' {
  interface ListedScreen {
    readonly id: string | number;
    readonly name: string;
    readonly primary?: boolean;
    readonly width?: number;
    readonly height?: number;
    /** Windows. */
    readonly left?: number;
    readonly top?: number;
    readonly dpiScale?: number;
  }
  interface Screenshot {
    (options: { screen: string | number; format: string }): Promise<Buffer>;
    listDisplays(): Promise<ListedScreen[]>;
    all(): Promise<Buffer[]>;
  }
  const screenshot: Screenshot;
  export = screenshot;
}
