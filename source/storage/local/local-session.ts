import {lstat} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {MilvaultError} from '../../model/milvault-error.js';
import type {LocalSettings} from '../../settings/settings.js';
import {eitherSignal, throwIfAborted} from '../signals.js';
import type {OpenOptions, ReadOptions} from '../storage.js';
import {modesBelow, type Modes} from './modes.js';
import {isMissing, recogniseLocalError, type LocalAction} from './recognise-error.js';
import {resolveRoot} from './resolve-key.js';

/** One directory, and how calls below it run. */
export type LocalSession = {
	/** As configured, absolute. */
	root: string;
	/** The root without symbolic links; found out once. */
	realRoot: (isCreated?: boolean) => Promise<string>;
	/** Undefined before the first call. */
	knownRoot: () => string | undefined;
	/** Of files and directories that are written; found out once. */
	modes: () => Promise<Modes>;
	recognise: (error: unknown, action: LocalAction, key: string) => MilvaultError;
	/** Runs a call with its failures in our shape. */
	attempt: <Value>(
		action: LocalAction,
		key: string,
		call: {signal?: AbortSignal} | undefined,
		work: (signal: AbortSignal | undefined) => Promise<Value>,
	) => Promise<Value>;
	/** The same for a listing, of a root that exists. */
	listing: <Item>(
		prefix: string,
		call: ReadOptions | undefined,
		items: (directory: string, signal: AbortSignal | undefined) => AsyncIterable<Item>,
	) => AsyncIterable<Item>;
};

export function createLocalSession(settings: LocalSettings, options: OpenOptions): LocalSession {
	const root = resolve(settings.path);
	const isPrivate = options.isPrivate ?? false;
	let knownRoot: string | undefined;
	let knownModes: Modes | undefined;
	const realRoot = async (isCreated = false): Promise<string> => {
		knownRoot ??= await resolveRoot(root, {
			isCreated,
			...(isPrivate && {mode: 0o700}),
		});
		return knownRoot;
	};

	const recognise = (error: unknown, action: LocalAction, key: string): MilvaultError =>
		recogniseLocalError(error, {action, path: join(root, key), root});

	const signalOf = (call?: {signal?: AbortSignal}): AbortSignal | undefined =>
		eitherSignal(options.signal, call?.signal);

	return {
		root,
		realRoot,
		knownRoot: () => knownRoot,
		async modes() {
			knownModes ??= await modesBelow(await realRoot(true), isPrivate);
			return knownModes;
		},
		recognise,
		async attempt(action, key, call, work) {
			const signal = signalOf(call);
			throwIfAborted(signal);
			try {
				return await work(signal);
			} catch (error) {
				throw recognise(error, action, key);
			}
		},
		async *listing(prefix, call, items) {
			const signal = signalOf(call);
			throwIfAborted(signal);
			try {
				const directory = await realRoot();
				await assertDirectory(directory, root);
				yield* items(directory, signal);
			} catch (error) {
				throw recognise(error, 'list', prefix);
			}
		},
	};
}

/**
 * The root may be removed while it is open, as by an unmount: that is never an empty listing.
 */
export async function assertDirectory(realRoot: string, root: string): Promise<void> {
	try {
		if ((await lstat(realRoot)).isDirectory()) {
			return;
		}
	} catch (error) {
		if (!isMissing(error)) {
			throw error;
		}
	}

	throw new MilvaultError('directory-missing', {path: root});
}
