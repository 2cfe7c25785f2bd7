/** The closed lists of the data model. The database's CHECKs, the contract and the window are all made from these. */

export const captureOrigins = ['screen', 'import'] as const;
export type CaptureOrigin = (typeof captureOrigins)[number];

export const timestampSources = ['capture', 'exif', 'filename', 'filesystem', 'user'] as const;
export type TimestampSource = (typeof timestampSources)[number];

export const confidences = ['high', 'medium', 'low', 'none'] as const;
export type Confidence = (typeof confidences)[number];

export const reviewStates = ['unreviewed', 'kept', 'discarded'] as const;
export type ReviewState = (typeof reviewStates)[number];

export const jobTypes = ['import', 'process', 'export', 'scan_duplicates', 'purge_trash', 'verify'] as const;
export type JobType = (typeof jobTypes)[number];

export const jobStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

export const jobCaptureStatuses = ['pending', 'done', 'failed', 'skipped'] as const;

export const matchTypes = ['exact', 'perceptual'] as const;
export type MatchType = (typeof matchTypes)[number];

export const decisionTypes = [
  'keep_duplicate',
  'discard_duplicate',
  'keep',
  'discard',
  'timestamp_override',
  'tag_assignment',
] as const;
export type DecisionType = (typeof decisionTypes)[number];

/** Which picture of a group of duplicates is suggested to be kept. */
export const keeperRules = ['largest', 'sharpest', 'oldest', 'newest'] as const;
export type KeeperRule = (typeof keeperRules)[number];

export const eventTypes = ['alert', 'action', 'status', 'metric'] as const;
export type EventType = (typeof eventTypes)[number];

export const eventSeverities = ['info', 'warning', 'error', 'critical'] as const;
export type EventSeverity = (typeof eventSeverities)[number];

export const eventSources = ['monitor', 'user', 'assistant', 'system'] as const;
export type EventSource = (typeof eventSources)[number];

export const messageRoles = ['user', 'assistant', 'system', 'tool'] as const;
export type MessageRole = (typeof messageRoles)[number];

/** Why nothing was captured for a stretch. Every capture state but `capturing` maps to one of these. */
export const gapReasons = [
  'off',
  'not_running',
  'starting',
  'stalled',
  'paused',
  'asleep',
  'locked',
  'idle',
  'excluded',
  'no_permission',
  'disk_floor',
  'no_display',
  'library_unavailable',
  'display_unplugged',
  'refused_empty',
  'refused_size',
  'refused_same_pixels',
  'grab_failed',
  'grab_timeout',
  'store_failed',
] as const;
export type GapReason = (typeof gapReasons)[number];

export const sourceNames = ['native', 'screenshot-desktop', 'desktop-capturer', 'demo'] as const;
export type SourceName = (typeof sourceNames)[number];

export const imageFormats = ['jpeg', 'webp', 'png'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** The formats of pictures that may be in a library: those that screens are stored in, and those that are imported. */
export const pictureFormats = [...imageFormats, 'avif', 'heic', 'gif', 'tiff', 'bmp'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** File name extension (no dot) of each format. */
export const extensionByFormat: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'jpg',
  webp: 'webp',
  png: 'png',
  avif: 'avif',
  heic: 'heic',
  gif: 'gif',
  tiff: 'tif',
  bmp: 'bmp',
};

/** MIME type of each format. */
export const mimeTypeByFormat: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  png: 'image/png',
  avif: 'image/avif',
  heic: 'image/heic',
  gif: 'image/gif',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
};

/** What becomes of the files that are imported; copied ones stay where they are. */
export const importModes = ['copy', 'move'] as const;
export type ImportMode = (typeof importModes)[number];

/** What became of one file of an import. `importable` is said in a dry run, `skipped` of what is no picture at all. */
export const importFileStatuses = ['pending', 'importable', 'imported', 'linked', 'failed', 'skipped'] as const;
export type ImportFileStatus = (typeof importFileStatuses)[number];

/** What tells when a picture was taken. */
export const timeEvidenceKinds = [
  'exif_original',
  'exif_digitized',
  'exif_modified',
  'exif_gps',
  'xmp',
  'png_text',
  'file_name',
  'folder_name',
  'file_modified',
] as const;
export type TimeEvidenceKind = (typeof timeEvidenceKinds)[number];

export const hostNames = ['electron', 'serve', 'cli'] as const;
export type HostName = (typeof hostNames)[number];
