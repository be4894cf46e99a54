import {access, mkdir, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {findGo} from './install-go.js';

const version = 'v0.7.0';
/** A package of Python that holds the schemas of Kubernetes, of which only files are used. */
const schemas = 'kubernetes-validate==1.37.0';
const kubernetes = 'v1.37.0';

/**
 * kubeconform, built from source the first time, and its schema of a CronJob, strict: an unknown key
 * is wrong. kubeconform itself would fetch it from GitHub; here it comes from PyPI.
 */
export async function installKubeconform(
	cacheDir: string,
): Promise<{program: string; schemaLocation: string}> {
	const directory = join(cacheDir, `kubeconform-${version}-${kubernetes}`);
	const found = {
		program: join(directory, 'kubeconform'),
		schemaLocation: join(directory, '{{.ResourceKind}}{{.KindSuffix}}.json'),
	};
	const isThere = await access(directory).then(
		() => true,
		() => false,
	);
	if (isThere) {
		return found;
	}

	await mkdir(cacheDir, {recursive: true});
	const build = await mkdtemp(join(cacheDir, 'build-kubeconform-'));
	try {
		const go = await findGo(cacheDir);
		await execa(go, ['install', `github.com/yannh/kubeconform/cmd/kubeconform@${version}`], {
			env: {GOBIN: build, GOFLAGS: '-trimpath', GOTOOLCHAIN: 'local'},
			stdin: 'ignore',
		});
		const python = join(build, 'python');
		await execa('python3', [
			'-m',
			'pip',
			'install',
			'--quiet',
			'--disable-pip-version-check',
			'--no-deps',
			'--target',
			python,
			schemas,
		]);
		const from = join(
			python,
			'kubernetes_validate/kubernetes-json-schema',
			`${kubernetes}-local-strict`,
		);
		await writeFile(
			join(build, 'cronjob-batch-v1.json'),
			JSON.stringify(await wholeSchema(from, 'cronjob-batch-v1.json')),
		);
		await rm(python, {recursive: true});
		await rename(build, directory);
		return found;
	} finally {
		await rm(build, {recursive: true, force: true});
	}
}

/** With what it refers to in its place: kubeconform follows references by HTTP only. */
async function wholeSchema(directory: string, file: string): Promise<unknown> {
	const read = async (name: string): Promise<unknown> =>
		JSON.parse(await readFile(join(directory, name), 'utf8'));
	const {$defs: definitions} = (await read('_definitions.json')) as {
		$defs: Record<string, unknown>;
	};
	const fill = (value: unknown): unknown => {
		if (Array.isArray(value)) {
			return value.map(item => fill(item));
		}

		if (typeof value !== 'object' || value === null) {
			return value;
		}

		const {$ref: reference, ...others} = value as {$ref?: unknown};
		if (typeof reference === 'string') {
			const name = reference.split('/').at(-1)!;
			if (!(name in definitions)) {
				throw new Error(`no ${reference}`);
			}

			return fill(definitions[name]);
		}

		return Object.fromEntries(Object.entries(others).map(([key, one]) => [key, fill(one)]));
	};

	return fill(await read(file));
}
