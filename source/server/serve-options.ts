import type {LaunchCommand} from '../jobs/start-detached.js';
import type {Session} from '../engine/session.js';
import type {Messages} from '../messages/messages.js';
import type {Settings} from '../settings/settings.js';

/** How the server is opened; the command reads it from flags, files and variables. */
export type ServeOptions = {
	settings: Settings;
	cluster?: string;
	repository?: string;
	/** `--address` */
	address?: string;
	/** `--set`: each `key=value`; may hold secrets. */
	set?: readonly string[];
	host: string;
	/** 0: a free one. */
	port: number;
	/** What callers must show; undefined: nothing, which only a loopback address may. */
	token?: string;
	/** Under which callers see it, behind a proxy: `/ns/backup`. */
	basePath?: string;
	tls?: {cert: string; key: string};
	/** Jobs at a time; more are refused. */
	maxJobs: number;
	self: LaunchCommand;
	stateDir: string;
	messages: Messages;
	/** Takes secrets out of what is answered and logged. */
	mask: (text: string) => string;
	/** Names of proxy variables that are set. */
	proxies: readonly string[];
	signal: AbortSignal;
	/** One line for the log of the process; no secrets in it. */
	log: (line: string) => void;
	/** It answers from now on. */
	onListening: (listening: {url: string; jobs: number}) => void;
};

/** Serves until the signal ends. */
export type Serve = (options: ServeOptions) => Promise<void>;

/** What the routes work with. */
export type ServerContext = Omit<ServeOptions, 'host' | 'port' | 'tls' | 'onListening'> & {
	/** Cluster and repository of this server; its Milvus is not used. */
	session: Session;
	version: string;
};
