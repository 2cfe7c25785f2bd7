import type { Generated } from 'kysely';
import type {
  CaptureOrigin,
  Confidence,
  DecisionType,
  EventSeverity,
  EventSource,
  EventType,
  GapReason,
  ImportFileStatus,
  JobStatus,
  JobType,
  jobCaptureStatuses,
  MatchType,
  MessageRole,
  ReviewState,
  TimestampSource,
} from '../../src-shared/domain/vocabulary.ts';

/** The tables as the newest migration leaves them. Column names are the database's. */
export interface Schema {
  captures: CapturesTable;
  capture_days: CaptureDaysTable;
  gaps: GapsTable;
  jobs: JobsTable;
  job_captures: JobCapturesTable;
  signatures: SignaturesTable;
  tile_signatures: TileSignaturesTable;
  duplicates: DuplicatesTable;
  duplicate_members: DuplicateMembersTable;
  capture_changes: CaptureChangesTable;
  decisions: DecisionsTable;
  decision_batches: DecisionBatchesTable;
  capture_tags: CaptureTagsTable;
  reviews: ReviewsTable;
  file_moves: FileMovesTable;
  files_under_way: FilesUnderWayTable;
  import_files: ImportFilesTable;
  import_roots: ImportRootsTable;
  imported_pictures: ImportedPicturesTable;
  export_files: ExportFilesTable;
  events: EventsTable;
  conversations: ConversationsTable;
  conversation_sessions: ConversationSessionsTable;
  access_tokens: AccessTokensTable;
  access_secrets: AccessSecretsTable;
  snapshots: SnapshotsTable;
  preferences: KeyValueTable;
  bookkeeping: KeyValueTable;
  schema_revisions: SchemaRevisionsTable;
}

export interface CapturesTable {
  id: string;
  group_id: string;
  origin: CaptureOrigin;
  filepath: string;
  original_filename: string | null;
  original_path: string | null;
  captured_at: number;
  utc_offset_minutes: number;
  local_day: string;
  ended_at: number;
  timestamp_source: TimestampSource;
  confidence: Confidence;
  monitor_index: number | null;
  display_id: string | null;
  display_name: string | null;
  display_x: number | null;
  display_y: number | null;
  display_width: number | null;
  display_height: number | null;
  display_scale: number | null;
  display_rotation: number | null;
  width: number;
  height: number;
  file_size: number;
  mime_type: string;
  sha256: string;
  app_name: string | null;
  window_title: string | null;
  missing_at: number | null;
  created_at: number;
  updated_at: number;
  ocr_text: string | null;
  purged_at: number | null;
}

/** Kept by triggers; never written by hand. `display_id` is '' where there is none. */
export interface CaptureDaysTable {
  local_day: string;
  display_id: string;
  captures: number;
  bytes: number;
}

export interface GapsTable {
  id: string;
  started_at: number;
  ended_at: number | null;
  reason: GapReason;
  display_id: string | null;
}

export interface JobsTable {
  id: string;
  job_type: JobType;
  status: JobStatus;
  progress_current: number;
  progress_total: number | null;
  payload: string;
  created_at: number;
  started_at: number | null;
  completed_at: number | null;
  error_message: string | null;
  retry_count: number;
  lease_owner: string | null;
  lease_until: number | null;
  state: string;
  result: string | null;
  not_before: number | null;
  cancel_requested_at: number | null;
  progress_best: number;
  error_code: string | null;
}

export interface JobCapturesTable {
  job_id: string;
  capture_id: string;
  status: (typeof jobCaptureStatuses)[number];
  error_message: string | null;
}

export interface DuplicatesTable {
  capture_id: string;
  duplicate_of_id: string;
  match_type: MatchType;
  similarity_score: number;
  detected_at: number;
  scrolled_pixels: number | null;
}

/** `perceptual_hash` is null where the picture could not be read, and `problem` says why. */
export interface SignaturesTable {
  key: Generated<number>;
  capture_id: string;
  perceptual_hash: Buffer | null;
  problem: string | null;
  matched: 0 | 1;
}

export interface TileSignaturesTable {
  key: number;
  bytes: Buffer;
}

/** One for each matched capture; the levels hold the key its group is named by, null while it is its own. */
export interface DuplicateMembersTable {
  key: number;
  picture: number;
  level_995: number | null;
  level_990: number | null;
  level_980: number | null;
  level_970: number | null;
  level_950: number | null;
  level_920: number | null;
  level_900: number | null;
  level_0: number | null;
}

/** `capture` is the rowid of the capture that changed. */
export interface CaptureChangesTable {
  number: number;
  /** The rowid of a capture; null where all captures of a batch of decisions are meant. */
  capture: number | null;
  batch_key: number | null;
}

/** `key` grows; a decision's id for the outside is made from its batch's id and its place in it. */
export interface DecisionsTable {
  key: Generated<number>;
  batch_key: number;
  capture_id: string;
  decision_type: DecisionType;
  decision_value: string | null;
  replaces: number | null;
  decided_at: number;
  undone_at: number | null;
}

export interface DecisionBatchesTable {
  key: Generated<number>;
  id: string;
  summary: string;
  decisions: number;
  bytes: number;
  first_decision: number;
  decided_at: number;
  undone_at: number | null;
}

/** What holds of a capture that somebody decided about; one without a row is unreviewed. */
export interface ReviewsTable {
  capture_id: string;
  review_state: Exclude<ReviewState, 'unreviewed'>;
  /** While it is in the trash. */
  trashed_at: number | null;
  /** The capture's `captured_at` and `file_size`. */
  taken_at: number;
  bytes: number;
  decision_key: number | null;
}

/** `taken_at` is the capture's `captured_at`. */
export interface CaptureTagsTable {
  tag: string;
  capture_id: string;
  taken_at: number;
}

/** A batch whose files may not be where its decisions want them yet. */
export interface FileMovesTable {
  key: Generated<number>;
  batch_key: number;
  next_decision: number;
}

/** A file that is where its row says, or at `target`; without one it is being deleted. */
export interface FilesUnderWayTable {
  capture_id: string;
  target: string | null;
}

export interface ImportFilesTable {
  job_id: string;
  number: number;
  path: string;
  entry: string | null;
  position: number | null;
  upload_name: string | null;
  bytes: number | null;
  modified_at: number | null;
  sha256: string | null;
  status: ImportFileStatus;
  capture_id: string | null;
  planned_path: string | null;
  error_message: string | null;
}

export interface ImportRootsTable {
  list_id: string;
  number: number;
  path: string;
}

/** `evidence` is a JSON array of what tells when the picture was taken. */
export interface ImportedPicturesTable {
  capture_id: string;
  job_id: string | null;
  camera: string | null;
  evidence: string;
}

/** What an export was fixed to when it began; `number` counts in the order of time. */
export interface ExportFilesTable {
  job_id: string;
  number: number;
  capture_id: string;
  path: string;
  folded: string;
  problem: string | null;
}

export interface EventsTable {
  id: string;
  timestamp: number;
  type: EventType;
  severity: EventSeverity;
  source: EventSource;
  node: string | null;
  summary: string;
  details: string;
  resolved: 0 | 1;
  resolved_at: number | null;
  resolved_by: string | null;
  occurrences: number;
  /** Null while it happened once. */
  last_at: number | null;
  fold_key: string | null;
  notified_at: number | null;
}

/** `number` grows with every message. */
export interface ConversationsTable {
  number: Generated<number>;
  id: string;
  session_id: string;
  timestamp: number;
  role: MessageRole;
  content: string;
  model: string | null;
  tokens_used: number | null;
  tool_calls: string | null;
}

/** One conversation as a whole; `id` is that of its first message and only orders what has the same time. */
export interface ConversationSessionsTable {
  session_id: string;
  id: string;
  first_at: number;
  last_at: number;
  messages: number;
  tokens_used: number;
  title: string;
}

/** `scopes` is a JSON array. */
export interface AccessTokensTable {
  id: string;
  kind: 'login' | 'program';
  name: string;
  scopes: string;
  secret_sha256: Uint8Array | null;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}

export interface AccessSecretsTable {
  name: string;
  value: string;
  updated_at: number;
}

export interface SnapshotsTable {
  id: string;
  timestamp: number;
  snapshot: string;
}

/** `value` is JSON. */
export interface KeyValueTable {
  key: string;
  value: string;
  updated_at: number;
}

/** Which migrations this database has been through. Made by the migration runner itself. */
export interface SchemaRevisionsTable {
  name: string;
  applied_at: number;
}
