import {MilvaultError} from '../model/milvault-error.js';
import {readMilvusAddress, readUrl} from './addresses.js';
import {badValue, type SourcedValue} from './sourced-values.js';
import {readChoice, readPath} from './read-values.js';
import {noteOrigin, readValue, readSecretValue, hasSecret, type Section} from './section.js';
import type {MilvusSettings, TlsSettings} from './settings.js';

/**
 * Builds the settings of the connection to one Milvus.
 *
 * @throws config-bad-value, config-missing-value
 */
export function buildMilvus(section: Section): MilvusSettings {
	const addressEntry = section.find('address');
	const portEntry = section.find('port');
	const {address, isTls} = readMilvusAddress(addressEntry, portEntry);
	noteOrigin(section, 'address', (addressEntry ?? portEntry)?.origin);

	const {username, password, token} = buildLogin(section);
	const restUrl = readValue(section, 'restUrl', readUrl);
	const managementUrl = readValue(section, 'managementUrl', readUrl);
	return {
		address,
		...(username === undefined ? {} : {username}),
		...(password ? {password} : {}),
		...(token ? {token} : {}),
		tls: buildTls(section, isTls ? addressEntry : undefined),
		...(restUrl === undefined ? {} : {restUrl}),
		...(managementUrl === undefined ? {} : {managementUrl}),
	};
}

function buildLogin(section: Section): Pick<MilvusSettings, 'username' | 'password' | 'token'> {
	const rankOf = (...keys: string[]): number =>
		Math.max(0, ...keys.map(key => section.find(key)?.rank ?? 0));
	const tokenRank = rankOf(...formsOf('token'));
	const passwordRank = rankOf('username', ...formsOf('password'));
	if (tokenRank > 0 && tokenRank === passwordRank) {
		const entry = formsOf('token').flatMap(key => section.find(key) ?? [])[0];
		throw badValue(entry as SourcedValue, 'token | username + password', {
			path: 'token',
		});
	}

	if (tokenRank > passwordRank) {
		return {token: readSecretValue(section, 'token')};
	}

	const username = readValue(section, 'username', ({text}) => text);
	const password = readSecretValue(section, 'password');
	if (username === undefined && hasSecret(section, 'password')) {
		// Milvus's own administrator, and the only user that every Milvus has.
		noteOrigin(section, 'username');
		return {username: 'root', password};
	}

	return {username, password};
}

function formsOf(key: string): string[] {
	return [key, `${key}File`, `${key}Command`, `${key}Environment`];
}

function buildTls(section: Section, httpsAddress: SourcedValue | undefined): TlsSettings {
	const file = (key: string): string | undefined =>
		readValue(section, key, entry => readPath(entry, section.build.homeDirectory));
	const caFile = file('tls.caFile');
	const certFile = file('tls.certFile');
	const keyFile = file('tls.keyFile');
	const serverName = readValue(section, 'tls.serverName', ({text}) => text);
	const given = readValue(section, 'tls.mode', entry => {
		const mode = readChoice(entry, ['off', 'one-way', 'mutual']);
		if (mode === 'off' && httpsAddress) {
			throw badValue(entry, 'one-way, mutual | address: http://');
		}

		return mode;
	});
	const hasCertificate = certFile !== undefined && keyFile !== undefined;
	const needsTls = caFile !== undefined || serverName !== undefined;
	const mode = given ?? (hasCertificate ? 'mutual' : needsTls || httpsAddress ? 'one-way' : 'off');
	if (given === undefined) {
		noteOrigin(section, 'tls.mode');
	}

	if (mode === 'mutual' && !hasCertificate) {
		const missing = certFile === undefined ? 'certFile' : 'keyFile';
		throw new MilvaultError('config-missing-value', {
			key: `${section.path}.tls.${missing}`,
			ways: `${section.path}.tls.${missing}, ${section.path}.tls.mode: one-way`,
		});
	}

	return {
		mode,
		...(caFile === undefined ? {} : {caFile}),
		...(certFile === undefined ? {} : {certFile}),
		...(keyFile === undefined ? {} : {keyFile}),
		...(serverName === undefined ? {} : {serverName}),
	};
}
