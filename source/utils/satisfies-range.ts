/**
 * Whether a version is in a range of package.json's `engines`, of which `^1.2.3`, `>=1.2.3` and
 * `||` are understood; parts that a range leaves out count as 0. Written in syntax of old Node
 * versions, which are to read it.
 */
export function satisfiesRange(version: string, range: string): boolean {
	const found = numbersOf(version);
	return range.split('||').some(text => {
		const part = text.trim();
		const wanted = numbersOf(part.replace(/^[^\d]*/, ''));
		const isEnough = compare(found, wanted) >= 0;
		return part.startsWith('^') ? isEnough && found[0] === wanted[0] : isEnough;
	});
}

function numbersOf(version: string): number[] {
	return version.split('.').map(part => parseInt(part, 10));
}

function compare(left: number[], right: number[]): number {
	for (let index = 0; index < 3; index++) {
		const difference = (left[index] || 0) - (right[index] || 0);
		if (difference !== 0) {
			return difference;
		}
	}

	return 0;
}
