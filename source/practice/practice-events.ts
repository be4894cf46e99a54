/**
 * What happens while the practice cluster is installed, started and filled; faces give each its
 * sentence.
 */
export type PracticeEvent =
	/**
	 * Only the first time for a version: Python's virtual environment is being made in `directory`.
	 */
	| {type: 'making-environment'; version: string; directory: string}
	/** Sent about twice a second; `totalBytes` once pip has said it. */
	| {
			type: 'downloading';
			version: string;
			doneBytes: number;
			totalBytes?: number;
	  }
	| {type: 'unpacking'; version: string}
	/** Another process is installing or starting the same; this one waits for it. */
	| {type: 'waiting-for-other'; pid: number}
	| {type: 'starting'; version: string; address: string; log: string}
	/** The given ports were taken between choosing and binding them; others are tried. */
	| {type: 'ports-taken'; address: string}
	| {type: 'setting-password'; passwordFile: string}
	| {type: 'started'; version: string; address: string; waitedMs: number}
	| {type: 'already-running'; version: string; address: string}
	/** A state file of a server that is gone was found and removed. */
	| {type: 'stale-state'; pid: number}
	| {type: 'stopping'; pid: number}
	/** It did not end within ten seconds of SIGTERM. */
	| {type: 'killing'; pid: number}
	| {type: 'collection-kept'; collection: string; rows: number}
	| {
			type: 'collection-replaced';
			collection: string;
			reason: string;
	  }
	| {type: 'collection-loading'; collection: string; rows: number}
	| {type: 'collection-ready'; collection: string; rows: number};

export type OnPracticeEvent = (event: PracticeEvent) => void;
