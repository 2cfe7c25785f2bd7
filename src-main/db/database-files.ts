/** The database of a library, and what SQLite puts beside it. */
export const databaseFileName = 'afterimage.db';
export const databaseSideSuffixes = ['-wal', '-shm', '-journal'] as const;
export const backupsFolderName = 'backups';
