import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Metafile} from 'esbuild';

/** Writes the licenses of the packages that bundles are made of, each with its text. */
export function writeNotices(root: string, file: string, metafiles: readonly Metafile[]): void {
	const directories = new Set(
		metafiles
			.flatMap(({inputs}) => Object.keys(inputs))
			.map(path => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
			.filter(directory => directory !== undefined),
	);
	const notices = [...directories].toSorted().map(directory => notice(join(root, directory)));
	writeFileSync(file, `milvault is bundled with the packages below.\n\n${notices.join('\n\n')}\n`);
}

function notice(directory: string): string {
	const {name, version, license} = JSON.parse(
		readFileSync(join(directory, 'package.json'), 'utf8'),
	) as {name: string; version: string; license?: string};
	const texts = readdirSync(directory)
		.filter(file => /^(licen[cs]e|notice|copying)/i.test(file))
		.map(file => readFileSync(join(directory, file), 'utf8').trim());
	return [`— ${name} ${version}${license === undefined ? '' : `, ${license}`}`, ...texts].join(
		'\n\n',
	);
}
