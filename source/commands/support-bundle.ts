import {readFile, writeFile} from 'node:fs/promises';
import {arch, platform, release} from 'node:os';
import {jobFiles, stateDirectory} from '../jobs/job-files.js';
import {listJobs} from '../jobs/list-jobs.js';
import {openSession} from '../engine/open-session.js';
import {cannotWrite} from '../model/cannot-write.js';
import {MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import {checkConfiguration} from '../settings/check-configuration.js';
import {describeSettings, maskSecrets} from '../settings/describe-settings.js';
import type {Settings} from '../settings/settings.js';
import {stripControl} from '../utils/strip-control.js';
import {toolVersion} from '../utils/tool-version.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {loadContextSettings} from './shared/load-context-settings.js';

const maxJobs = 3;
const logMostBytes = 1_000_000;
const milvusMostMs = 5000;

/**
 * `milvault support-bundle`: one text file to attach to an issue, which can be read before it is
 * sent: configuration with secrets masked, versions, and the plans and logs of the last jobs. Never
 * written over another file; readable by its owner only.
 */
export async function supportBundle(
	context: Context,
	{output: path}: {output?: string},
): Promise<CommandEnd> {
	const {output} = context;
	const settings = await loadContextSettings(context, ['milvus']).catch(async () =>
		loadContextSettings(context, []).catch(() => undefined),
	);
	const file = path ?? `milvault-support-${Date.now()}.txt`;
	const sections = [
		await about(context),
		await configuration(context, settings),
		await milvus(context, settings),
		...(await jobs(context)),
	];
	const text = sections
		.map(({title, body}) => `# ${title}\n\n${body.trimEnd()}\n`)
		.join('\n')
		.split('\n')
		.map(line => stripControl(line))
		.join('\n');
	const masked = settings ? maskSecrets(text, settings) : text;
	try {
		await writeFile(file, masked, {mode: 0o600, flag: 'wx'});
	} catch (error) {
		throw (error as NodeJS.ErrnoException).code === 'EEXIST'
			? new MilvaultError('file-exists', {path: file}, {cause: error})
			: cannotWrite(error, file, '--output <file>');
	}

	const texts = output.messages.commands.config;
	output.print(`✔ ${texts.bundle(file)}`, `  ${texts.readFirst}`);
	return done({file, bytes: Buffer.byteLength(masked)});
}

type Section = {title: string; body: string};

async function about({environment, streams}: Context): Promise<Section> {
	const names = Object.keys(environment)
		.filter(name =>
			/^(MILVAULT_|MILVUS_|MINIO_|AWS_|LC_|LANG$|TERM$|NO_COLOR$|(HTTPS?|ALL|NO)_PROXY$)/i.test(
				name,
			),
		)
		.toSorted();
	return {
		title: 'About',
		body: [
			`milvault ${toolVersion}`,
			`Node ${process.version}, ${platform()} ${release()} ${arch()}`,
			`terminal: ${streams.stdout.isTTY ? `${streams.stdout.columns} columns` : 'no'}`,
			`variables that are set (values left out): ${names.join(', ')}`,
		].join('\n'),
	};
}

async function configuration(
	{globals, environment}: Context,
	settings: Settings | undefined,
): Promise<Section> {
	const {problems, file} = await checkConfiguration({
		file: globals.config,
		flags: {
			cluster: globals.cluster,
			repository: globals.repository,
			set: globals.set,
		},
		environment,
	}).catch(() => ({problems: [], file: undefined}));
	const values = settings ? describeSettings(settings) : [];
	return {
		title: `Configuration (${file ?? 'no file'})`,
		body: [
			...values.map(({key, value, origin}) => `${key} = ${value}  (${origin})`),
			...problems.map(({code, details}) => `${code} ${JSON.stringify(details)}`),
		].join('\n'),
	};
}

/** A Milvus that is down is what many issues are about. */
async function milvus(
	{globals, signal}: Context,
	settings: Settings | undefined,
): Promise<Section> {
	const title = 'Milvus';
	if (!settings) {
		return {title, body: 'not asked: the configuration has mistakes'};
	}

	try {
		using session = await openSession(settings, {
			cluster: globals.cluster,
			repository: globals.repository,
			signal: AbortSignal.any([signal, AbortSignal.timeout(milvusMostMs)]),
		});
		const {buildTag} = await session.milvus();
		return {title, body: buildTag};
	} catch (error) {
		const {code, details} = toMilvaultError(error);
		return {title, body: `${code} ${JSON.stringify(details)}`};
	}
}

async function jobs({environment}: Context): Promise<Section[]> {
	let stateDir: string;
	try {
		stateDir = stateDirectory(environment);
	} catch {
		// A user who asks for help may have none.
		return [];
	}

	const latest = (await listJobs(stateDir)).slice(0, maxJobs);
	const sections: Section[] = [];
	for (const job of latest) {
		const {work, log} = jobFiles(stateDir, job.id);
		const read = async (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
		sections.push({
			title: `Job ${job.id}`,
			body: [JSON.stringify(job), await read(work), (await read(log)).slice(-logMostBytes)].join(
				'\n',
			),
		});
	}

	return sections;
}
