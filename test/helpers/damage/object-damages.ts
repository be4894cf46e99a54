import {zstdCompressSync} from 'node:zlib';
import {readSizes, writeSize} from './metadata-tree.js';
import type {Random} from '../runner/seeded-random.js';
import type {Damage, Files} from './damage.js';

/** What happens to binlogs and their directories. */
export const objectDamages: Readonly<Record<string, Damage>> = {
	'object: byte flipped (insert)': flip('/insert_log/'),
	'object: byte flipped (delta)': flip('/delta_log/'),
	'object: 64 bytes zeroed': overwritten(bytes => bytes.fill(0)),
	'object: 64 other bytes': overwritten((bytes, random) => {
		for (let at = 0; at < bytes.length; at++) {
			bytes[at] = random.below(256);
		}
	}),
	'object: same size, random bytes'(files, random) {
		const key = pickBinlog(files, random);
		return change(files, key, bytes => Buffer.from(bytes.map(() => random.below(256))));
	},
	'object: truncated'(files, random) {
		const key = pickBinlog(files, random);
		return change(files, key, bytes => bytes.subarray(0, random.below(bytes.length)));
	},
	'object: truncated, size recorded'(files, random) {
		const key = pickBinlog(files, random);
		const told = change(files, key, bytes => bytes.subarray(0, random.below(bytes.length)));
		writeSize(files, key, files.get(key)!.length);
		return told;
	},
	'object: emptied': (files, random) =>
		change(files, pickBinlog(files, random), () => Buffer.alloc(0)),
	'object: bytes appended': (files, random) =>
		change(files, pickBinlog(files, random), bytes => Buffer.concat([bytes, Buffer.from('more')])),
	'object: deleted'(files, random) {
		const key = pickBinlog(files, random);
		files.delete(key);
		return key;
	},
	'object: delta log deleted'(files, random) {
		const key = pickKey(files, random, one => one.includes('/delta_log/'));
		return key !== undefined && files.delete(key) ? key : undefined;
	},
	'object: extra copy in its directory'(files, random) {
		const key = pickBinlog(files, random);
		const copy = key.replace(/\d+$/, log => String(BigInt(log) + 7n));
		files.set(copy, files.get(key)!);
		return copy;
	},
	'object: extra in another partition'(files, random) {
		const key = pickBinlog(files, random);
		const copy = key.replace(
			/(_log\/\d+\/)(\d+)/,
			(_, before: string, partition: string) => `${before}${BigInt(partition) + 7n}`,
		);
		files.set(copy, files.get(key)!);
		return copy;
	},
	'object: two of the same size exchanged': exchanged(sameSize),
	'object: of another segment of the same field': replaced(
		(one, other) => fieldOf(one) === fieldOf(other),
	),
	'object: of another segment of the same field, exchanged': exchanged(
		(one, other, files) => fieldOf(one) === fieldOf(other) && sameSize(one, other, files),
	),
	'object: of another field of the same segment': replaced(
		(one, other) =>
			one.split('/').slice(0, -2).join('/') === other.split('/').slice(0, -2).join('/'),
	),
	'object: delta logs of two segments exchanged': exchanged(
		(one, other) => one.includes('/delta_log/') && other.includes('/delta_log/'),
	),
	'object: a page of other rows, whole and well made'(files, random) {
		// A frame in the place of another, as a forger would put it: it decodes to nothing that its
		// header says.
		const key = pickBinlog(files, random);
		return change(files, key, bytes => {
			const copy = Buffer.from(bytes);
			const at = copy.indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
			zstdCompressSync(Buffer.alloc(40)).copy(copy, Math.max(at, 0));
			return copy;
		});
	},
	'directory: removed'(files, random) {
		const directory = pickDirectory(files, random);
		for (const key of files.keys()) {
			if (key.startsWith(directory)) {
				files.delete(key);
			}
		}

		return directory;
	},
	'directory: renamed'(files, random) {
		const directory = pickDirectory(files, random);
		const other = directory.replace(/(\d+)\/$/, id => `${BigInt(id.slice(0, -1)) + 7n}/`);
		for (const [key, bytes] of new Map(files)) {
			if (key.startsWith(directory)) {
				files.delete(key);
				files.set(key.replace(directory, other), bytes);
			}
		}

		return directory;
	},
};

function binlogs(files: Files): string[] {
	return [...files.keys()].filter(key => key.startsWith('binlogs/')).toSorted();
}

function pickBinlog(files: Files, random: Random): string {
	return random.pick(binlogs(files));
}

function pickKey(
	files: Files,
	random: Random,
	isWanted: (key: string) => boolean,
): string | undefined {
	const keys = binlogs(files).filter(isWanted);
	return keys.length === 0 ? undefined : random.pick(keys);
}

function pickDirectory(files: Files, random: Random): string {
	const parts = pickBinlog(files, random).split('/');
	return `${parts.slice(0, 3 + random.below(parts.length - 3)).join('/')}/`;
}

function fieldOf(key: string): string {
	const parts = key.split('/');
	return key.includes('/insert_log/') ? `${parts[2]} ${parts.at(-2)}` : `${parts[2]} delta`;
}

function sameSize(one: string, other: string, files: Files): boolean {
	return files.get(one)!.length === files.get(other)!.length;
}

function change(files: Files, key: string, make: (bytes: Buffer) => Buffer): string {
	files.set(key, make(files.get(key)!));
	return key;
}

function flip(directory: string): Damage {
	return (files, random) => {
		const key = pickKey(files, random, one => one.includes(directory));
		if (key === undefined) {
			return undefined;
		}

		const copy = Buffer.from(files.get(key)!);
		const at = random.below(copy.length);
		const bit = 1 << random.below(8);
		copy.writeUInt8(copy.readUInt8(at) ^ bit, at);
		files.set(key, copy);
		return `${key} byte ${at} of ${copy.length} ^${bit}`;
	};
}

function overwritten(fill: (bytes: Buffer, random: Random) => void): Damage {
	return (files, random) => {
		const key = pickBinlog(files, random);
		const copy = Buffer.from(files.get(key)!);
		const at = random.below(Math.max(1, copy.length - 64));
		fill(copy.subarray(at, at + 64), random);
		files.set(key, copy);
		return `${key} at ${at} of ${copy.length}`;
	};
}

type Alike = (one: string, other: string, files: Files) => boolean;

function pickPair(files: Files, random: Random, isAlike: Alike): [string, string] | undefined {
	const keys = binlogs(files);
	for (let attempt = 0; attempt < 200; attempt++) {
		const one = random.pick(keys);
		const others = keys.filter(
			other =>
				other !== one && isAlike(one, other, files) && !files.get(one)!.equals(files.get(other)!),
		);
		if (others.length > 0) {
			return [one, random.pick(others)];
		}
	}

	return undefined;
}

function exchanged(isAlike: Alike): Damage {
	return (files, random) => {
		const pair = pickPair(files, random, isAlike);
		if (!pair) {
			return undefined;
		}

		const [one, other] = pair;
		const [first, second] = [files.get(one)!, files.get(other)!];
		files.set(one, second);
		files.set(other, first);
		return `${one} <-> ${other}`;
	};
}

/** One over the other; its size goes into the metadata, as if it had always been there. */
function replaced(isAlike: Alike): Damage {
	return (files, random) => {
		const pair = pickPair(files, random, isAlike);
		if (!pair) {
			return undefined;
		}

		const [one, other] = pair;
		files.set(one, files.get(other)!);
		if (readSizes(files).has(one)) {
			writeSize(files, one, files.get(one)!.length);
		}

		return `${one} = ${other}`;
	};
}
