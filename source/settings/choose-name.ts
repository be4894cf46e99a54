/**
 * The cluster or the repository that is meant when no flag names one: the environment's choice, the
 * file's, the only one in the file, the one called `default`, then what a caller added, then an
 * implicit `default`.
 *
 * @param isDescribed the environment or --address describes one that has no name: the implicit
 * `default` goes before what a caller added
 * @returns empty when there are several and none is chosen
 */
export function chooseName({
	chosen,
	inFile,
	added,
	isDescribed,
}: {
	chosen?: string;
	inFile: ReadonlySet<string>;
	added: {names: ReadonlySet<string>; chosen?: string};
	isDescribed: boolean;
}): string {
	if (chosen !== undefined) {
		return chosen;
	}

	if (inFile.size > 0) {
		return only(inFile);
	}

	if (isDescribed || added.names.size === 0) {
		return 'default';
	}

	return added.chosen ?? only(added.names);
}

function only(names: ReadonlySet<string>): string {
	const [first = ''] = names;
	return names.size === 1 ? first : names.has('default') ? 'default' : '';
}
