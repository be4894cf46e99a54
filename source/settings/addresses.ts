import {badValue, precedence, type SourcedValue} from './sourced-values.js';
import {readBoolean, readInteger} from './read-values.js';

type HostPort = {scheme?: string; host: string; port?: number};

/**
 * Milvus's gRPC address as host:port; the port is 19530 unless given, and 443 behind https.
 *
 * @param port completes an address without one, as milvus-backup's separate key does; one of higher
 *   rank replaces it
 * @throws config-bad-value
 */
export function readMilvusAddress(
	entry: SourcedValue | undefined,
	port: SourcedValue | undefined,
): {address: string; isTls: boolean} {
	const allowed = 'host:19530';
	const given = entry
		? parseHostPort(entry, allowed, ['http', 'https', 'tcp', 'grpc'])
		: {host: 'localhost'};
	const isTls = given.scheme === 'https';
	const chosen = choosePort(given.port, entry, port) ?? (isTls ? 443 : 19_530);
	return {address: `${given.host}:${chosen}`, isTls};
}

/**
 * The URL of an S3 endpoint, without a slash at its end.
 *
 * @param bucket refused in front of the host, where S3's own documents put it
 * @param useSsl milvus-backup's `useSSL`: chooses the scheme where none is written
 * @throws config-bad-value
 */
export function readEndpoint(
	entry: SourcedValue,
	{
		port,
		useSsl,
		bucket,
		defaultPort,
	}: {
		port?: SourcedValue;
		useSsl?: SourcedValue;
		bucket?: string;
		/** Where neither scheme nor port is written. */
		defaultPort?: number;
	},
): string {
	const allowed = 'http://host:port, https://host:port';
	const given = parseHostPort(entry, allowed, ['http', 'https']);
	const isSslGiven = useSsl && (given.scheme === undefined || useSsl.rank > entry.rank);
	const written = choosePort(given.port, entry, port);
	const scheme = isSslGiven
		? readBoolean(useSsl)
			? 'https'
			: 'http'
		: (given.scheme ?? (isAmazon(given.host) || written === 443 ? 'https' : 'http'));
	if (bucket && isAmazon(given.host) && given.host.startsWith(`${bucket}.`)) {
		throw badValue(entry, given.host.slice(bucket.length + 1));
	}

	const chosen =
		written ?? (given.scheme === undefined && !isAmazon(given.host) ? defaultPort : undefined);
	// URL leaves out the scheme's own port.
	return new URL(`${scheme}://${given.host}${chosen === undefined ? '' : `:${chosen}`}`).origin;
}

/**
 * True for Amazon's own S3, whose buckets are part of the host name and whose keys may come from
 * the machine.
 */
export function isAmazon(endpointOrHost: string): boolean {
	return /(^|\.)amazonaws\.com(\.cn)?(:\d+)?$/.test(endpointOrHost);
}

/** us-west-2 of s3.us-west-2.amazonaws.com. */
export function regionOfEndpoint(endpoint: string): string | undefined {
	return /\bs3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/.exec(endpoint)?.[1];
}

/**
 * An http or https URL without a slash at its end.
 *
 * @throws config-bad-value
 */
export function readUrl(entry: SourcedValue): string {
	const allowed = 'http://host:port, https://host:port';
	const url = URL.canParse(entry.text) ? new URL(entry.text) : undefined;
	if (
		!url ||
		!['http:', 'https:'].includes(url.protocol) ||
		url.username !== '' ||
		url.password !== ''
	) {
		throw badValue(entry, allowed);
	}

	return url.href.replace(/\/+$/, '');
}

function choosePort(
	written: number | undefined,
	address: SourcedValue | undefined,
	port: SourcedValue | undefined,
): number | undefined {
	if (!port) {
		return written;
	}

	// --address is a whole address: a port from somewhere else does not belong to it.
	const isCompleting = written === undefined && address?.rank !== precedence.flag;
	return isCompleting || port.rank > (address?.rank ?? 0)
		? readInteger(port, {min: 1, max: 65_535})
		: written;
}

function parseHostPort(entry: SourcedValue, allowed: string, schemes: readonly string[]): HostPort {
	const match = /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/?#@\s]+)\/*$/i.exec(entry.text.trim());
	const scheme = match?.[1]?.toLowerCase();
	const rest = match?.[2] ?? '';
	if (!match || (scheme !== undefined && !schemes.includes(scheme))) {
		throw badValue(entry, allowed);
	}

	// An IPv6 address without brackets cannot carry a port.
	const isBareIpv6 = /^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*$/i.test(rest);
	const parts = isBareIpv6
		? {host: `[${rest}]`, port: undefined}
		: /^(?<host>\[[\da-f:.]+\]|[\p{L}\p{N}._-]+)(?::(?<port>\d+))?$/u.exec(rest)?.groups;
	const host = parts?.['host'];
	const port = parts?.['port'];
	if (host === undefined) {
		throw badValue(entry, allowed);
	}

	return {
		...(scheme === undefined ? {} : {scheme}),
		host,
		...(port === undefined ? {} : {port: readPort(port, entry, allowed)}),
	};
}

function readPort(text: string, entry: SourcedValue, allowed: string): number {
	const port = Number(text);
	if (port < 1 || port > 65_535) {
		throw badValue(entry, allowed);
	}

	return port;
}
