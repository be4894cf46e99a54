import type {OnEvent} from '../../model/job-events.js';

/** One of the two places of a job; every process finds it in its own configuration. */
export type Side = 'cluster' | 'repository';

/** Keys are whole keys of their storage. */
export type ObjectToCopy = {sourceKey: string; key: string; sizeBytes: number};

/** As a copy's target reports it. */
export type CopiedObject = {
	key: string;
	sizeBytes: number;
	checksum?: string;
	contentSum?: string;
};

/** Objects to copy from one place of a job to the other. */
export type CopyWork = {
	from: Side;
	to: Side;
	objects: readonly ObjectToCopy[];
	/** Copies of earlier runs may be there: look before copying. */
	isRepeated: boolean;
	/**
	 * An object of the target and what it contains, which shows another process that its target is
	 * the same place.
	 */
	proof: {key: string; contains: string};
};

/**
 * Other processes, on any machines, that copy for a job. The job plans, checks, records and commits
 * itself.
 */
export type Crew = {
	/**
	 * Returns when all objects are copied. After a failure or a cancel it throws only when no process
	 * works on any of them any more, so that the caller can remove or replace them.
	 *
	 * @param onCopied called once for each object
	 */
	copy(
		work: CopyWork,
		options: {
			signal: AbortSignal | undefined;
			onEvent: OnEvent;
			onCopied: (object: CopiedObject) => void;
		},
	): Promise<CopiedObject[]>;
};
