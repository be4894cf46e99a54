/*
 * Maxima of what is read of foreign files, in bytes; a larger file is an error that says so. Each
 * is far above what is found in practice, and low enough that no file fills the memory or keeps a
 * command busy.
 */

/**
 * A configuration file, of whichever of the four kinds: Milvus's own, with all its comments, has 60
 * KB.
 */
export const maxConfigurationBytes = 2 ** 20;
/** A password, a key or a token. */
export const maxSecretBytes = 2 ** 16;
/** Certificates: a system's bundle of all authorities has 250 KB. */
export const maxCertificateBytes = 2 ** 24;

/**
 * A file of a backup's metadata: as much as one string of V8 holds. milvus-backup writes about 200
 * bytes for each object.
 */
export const maxTextBytes = 2 ** 29 - 24;
/** Of these, files larger than this are read one at a time by a list. */
export const largeTextBytes = 2 ** 24;
/**
 * The sums of a collection's objects, which are read line by line: about 200 bytes for each, so
 * five million objects.
 */
export const maxSumsBytes = 2 ** 30;
/**
 * One line of them: a key of at most 1,024 bytes, a size, a checksum, and what a later version may
 * add.
 */
export const maxSumsLineCharacters = 2 ** 16;
/**
 * A binlog: Milvus writes up to 64 MB each, a compaction up to a segment (1 GB, and more where it
 * is set so).
 */
export const maxBinlogBytes = 2 ** 32;
/** Small files of our own: a lock, the result of a verification. */
export const maxSmallBytes = 2 ** 16;
/**
 * The plan, the result or one step of a job in its repository: as long as its collections are many.
 */
export const maxJobFileBytes = 2 ** 26;
