import type {Random} from '../runner/seeded-random.js';

/**
 * Changes something; undefined when the backup has nothing of the kind. The text says what, for a
 * case that fails.
 */
export type Damage = (files: Files, random: Random) => string | undefined;

/** A backup's files, to be changed in place. */
export type Files = Map<string, Buffer>;
