/**
 * JSON that keeps Map, Set and bigint, which journal entries hold: each as an object with one
 * distinctive key.
 */
export function toJournalLine(value: unknown): string {
	return JSON.stringify(value, (_key, item: unknown) => {
		if (item instanceof Map) {
			return {$map: [...item]};
		}

		if (item instanceof Set) {
			return {$set: [...item]};
		}

		return typeof item === 'bigint' ? {$bigint: item.toString()} : item;
	});
}

/** @throws SyntaxError for a line that was not written to its end */
export function fromJournalLine(line: string): unknown {
	return JSON.parse(line, (_key, item: unknown) => {
		if (typeof item !== 'object' || item === null || Object.keys(item).length !== 1) {
			return item;
		}

		if ('$map' in item) {
			return new Map(item.$map as Array<[unknown, unknown]>);
		}

		if ('$set' in item) {
			return new Set(item.$set as unknown[]);
		}

		return '$bigint' in item ? BigInt(item.$bigint as string) : item;
	});
}
