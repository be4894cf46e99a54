import {parse} from 'lossless-json';

/**
 * Every path in a JSON text with the type of what is there, sorted: `infos[].size integer`,
 * `aliases[] string`. Integers and other numbers are distinguished, because readers do that; an
 * empty object or list is a path of its own.
 */
export function jsonTypes(text: string): string[] {
	const seen = new Set<string>();
	const json = parse(text, null, number =>
		/^-?\d+$/.test(number) ? BigInt(number) : Number(number),
	);
	visit(json, '', seen);
	return [...seen].toSorted();
}

function visit(value: unknown, path: string, seen: Set<string>): void {
	if (Array.isArray(value)) {
		if (value.length === 0) {
			seen.add(`${path}[] empty`);
		}

		for (const item of value) {
			visit(item, `${path}[]`, seen);
		}

		return;
	}

	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value);
		if (entries.length === 0) {
			seen.add(`${path} empty object`);
		}

		for (const [key, inner] of entries) {
			visit(inner, path === '' ? key : `${path}.${key}`, seen);
		}

		return;
	}

	const type = typeof value === 'bigint' ? 'integer' : typeof value;
	seen.add(`${path} ${type}`);
}
