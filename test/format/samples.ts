import {readFile} from 'node:fs/promises';
import {readdirSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {isLosslessNumber, parse} from 'lossless-json';
import type {FieldShape, MessageOf, Shape} from '../../source/format/message-shape.js';

export const fixturesDirectory = fileURLToPath(
	new URL('../fixtures/milvus-backup-0.5.16/', import.meta.url),
);
export const fixtures = ['hello_peer', 'shop_peer'] as const;

export async function fixtureText(name: string, file: string): Promise<string> {
	return readFile(path.join(fixturesDirectory, name, file), 'utf8');
}

/** Keys of everything under a fixture's `binlogs/`, relative to the backup, sorted. */
export function fixtureBinlogs(name: string): string[] {
	const root = path.join(fixturesDirectory, name);
	return readdirSync(path.join(root, 'binlogs'), {
		recursive: true,
		withFileTypes: true,
	})
		.filter(entry => entry.isFile())
		.map(entry => path.relative(root, path.join(entry.parentPath, entry.name)))
		.toSorted();
}

/** A message with something other than zero in every field, each int64 beyond 2^53. */
export function filled<Message extends Shape>(shape: Message): MessageOf<Message> {
	let next = 0;
	const single = (field: FieldShape, name = ''): unknown => {
		next++;
		// No backup has more rows or bytes than a number holds: that is refused.
		if (name === 'num_of_rows' || name === 'log_size') {
			return String(next);
		}

		switch (field.kind) {
			case 'string': {
				return `text <${next}> & 商品`;
			}

			case 'bool': {
				return true;
			}

			case 'int32': {
				return next;
			}

			case 'int64': {
				return (4_706_386_229_121_760_590n + BigInt(next)).toString();
			}

			case 'uint64': {
				return (18_446_744_073_709_000_000n + BigInt(next)).toString();
			}

			case 'stringMap': {
				return {b: `second ${next}`, a: '{"nlist":128}'};
			}

			default: {
				return fill(field.kind);
			}
		}
	};

	const fill = (kind: Shape): Record<string, unknown> =>
		Object.fromEntries(
			Object.entries(kind.fields).map(([name, field]) => [
				name,
				field.isList ? [single(field), single(field)] : single(field, name),
			]),
		);
	return fill(shape) as MessageOf<Message>;
}

/**
 * JSON as it can be compared: numbers as `#<digits>` so that a quoted one is another, the order of
 * lists (random in milvus-backup's files) and keys removed, and `"deltalogs":[{}]` left out.
 */
export function comparable(text: string): unknown {
	return normalise(parse(text));
}

function normalise(value: unknown): unknown {
	if (isLosslessNumber(value)) {
		return `#${value.value}`;
	}

	if (Array.isArray(value)) {
		return value
			.map(item => normalise(item))
			.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
	}

	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(
			Object.entries(value)
				.filter(([key, entry]) => !(key === 'deltalogs' && JSON.stringify(entry) === '[{}]'))
				.map(([key, entry]) => [key, normalise(entry)] as const)
				.toSorted(([a], [b]) => (a < b ? -1 : 1)),
		);
	}

	return value;
}
