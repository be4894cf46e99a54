import type {ContentSum} from './content-matches.js';
import type {RecordedSum} from '../repository/recorded-sum.js';
import type {ObjectDifference} from './object-difference.js';

type Seen = {
	/** Relative to the backup, also where it is reported. */
	key: string;
	recorded: RecordedSum;
	/** What the store reports of the object now. */
	listed: string | undefined;
};

type Doubt = Seen & {found: string};

export type ContentJudge = ReturnType<typeof contentJudge>;

/**
 * Decides what a checksum that differs means, for the objects of one collection.
 *
 * A checksum of the content proves a change. An ETag of older backups may be an MD5, or that of an
 * object encrypted with SSE-KMS, which is not a checksum; it alone proves no change. It was an MD5
 * when
 * - the content of another object of the collection gives its recorded ETag; or
 * - this place still reports the recorded ETags of others, so that the backup was made here, and it
 *   makes MD5s: the one that it reports for this object is the MD5 of what it holds.
 */
export function contentJudge(report: (difference: ObjectDifference) => void) {
	const doubts: Doubt[] = [];
	const ofParts: Seen[] = [];
	const doubted = new Set<string>();
	let areMd5s = false;
	let isMadeHere = false;
	let hasMd5sHere = false;
	const opaque: string[] = [];
	const sizedOnly: string[] = [];
	return {
		/** The store reports the same for an object as when the backup was created. */
		identify({mayBeMd5}: RecordedSum): void {
			isMadeHere = true;
			hasMd5sHere ||= mayBeMd5;
		},

		/** An earlier run has read it and had no doubt of it. */
		passed(recorded: RecordedSum | undefined): void {
			areMd5s ||= recorded?.mayBeMd5 ?? false;
		},

		/** Is it still to be decided what its checksum means? */
		isDoubted: (key: string): boolean => doubted.has(key),

		/** @returns whether its content may be used: false for what was changed, and reported */
		compare(seen: Seen, content: ContentSum | undefined): boolean {
			const {key, recorded, listed} = seen;
			const {checksum, contentSum, mayBeMd5} = recorded;
			if (content?.isSame) {
				areMd5s ||= mayBeMd5;
				return true;
			}

			const found = content && plain(content.found);
			if (found !== undefined && contentSum !== undefined && isProvenChange(recorded, content)) {
				const expected = plain(contentSum);
				report({code: 'object-changed', key, expected, found});
				return false;
			}

			if (found !== undefined) {
				doubts.push({...seen, found});
				doubted.add(key);
			} else if (partsOf(checksum) !== undefined && checksum !== listed) {
				ofParts.push(seen);
				doubted.add(key);
			} else if (checksum === '' || checksum !== listed) {
				const isEtag = /^[\da-f]{32}$/.test(checksum);
				(isEtag ? opaque : sizedOnly).push(key);
			}

			return true;
		},

		/** When all have been compared: objects of which only the size is known. */
		end(): {bySizeOnly: number; incomparable: number; unknown: string[]} {
			const isProven =
				areMd5s || (hasMd5sHere && doubts.some(({found, listed}) => found === listed));
			for (const {key, recorded, listed, found} of doubts) {
				if (isProven) {
					const expected = recorded.checksum;
					report({code: 'object-changed', key, expected, found});
				} else if (listed !== recorded.checksum) {
					opaque.push(key);
				}
			}

			for (const {key, recorded, listed} of ofParts) {
				const {checksum: expected} = recorded;
				// Elsewhere as many parts may be of another size.
				if (isMadeHere && partsOf(expected) === partsOf(listed)) {
					report({code: 'object-changed', key, expected, found: listed ?? ''});
				} else {
					sizedOnly.push(key);
				}
			}

			return {
				bySizeOnly: sizedOnly.length,
				incomparable: opaque.length,
				unknown: [...sizedOnly, ...opaque],
			};
		},
	};
}

/** Does a checksum of the content alone say that it is not what was recorded? */
export function isProvenChange(
	{contentSum}: Pick<RecordedSum, 'contentSum'>,
	content: ContentSum | undefined,
): boolean {
	return content !== undefined && !content.isSame && contentSum !== undefined;
}

/** How many parts an ETag of an upload in parts says. */
function partsOf(checksum: string | undefined): string | undefined {
	return /-(\d+)$/.exec(checksum ?? '')?.[1];
}

/** As S3 writes it. */
function plain(sum: string): string {
	return sum.replace(/^md5:/, '');
}
