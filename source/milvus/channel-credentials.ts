import {createPrivateKey, X509Certificate} from 'node:crypto';
import {credentials, type ChannelCredentials} from '@grpc/grpc-js';
import {maxCertificateBytes} from '../model/read-limits.js';
import {unfitFile} from '../model/unfit-file.js';
import {readBoundedFileSync} from '../utils/read-bounded-file.js';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import type {TlsSettings} from '../settings/settings.js';

/**
 * Credentials of a channel. The files are checked here: TLS itself silently ignores an authority
 * that is no certificate, and then trusts no server.
 *
 * @throws config-bad-value with the file's key and path
 */
export function channelCredentials(tls: TlsSettings): ChannelCredentials {
	if (tls.mode === 'off') {
		return credentials.createInsecure();
	}

	const authority = read('caFile', tls.caFile, bytes => {
		assertCertificate(bytes);
	});
	if (tls.mode === 'one-way') {
		return credentials.createSsl(authority);
	}

	const certificate = read('certFile', tls.certFile, bytes => {
		assertCertificate(bytes);
	});
	const key = read('keyFile', tls.keyFile, bytes => {
		const privateKey = createPrivateKey(bytes);
		if (certificate && !new X509Certificate(certificate).checkPrivateKey(privateKey)) {
			throw new TypeError(fragment('other-certificate'));
		}
	});
	return credentials.createSsl(authority, key, certificate);
}

function assertCertificate(bytes: Buffer): void {
	// Throws for what is none.
	void new X509Certificate(bytes);
}

const allowed = {
	caFile: fragment('pem-authorities'),
	certFile: fragment('pem-certificate'),
	keyFile: fragment('pem-key'),
} as const;

function read(
	key: keyof typeof allowed,
	path: string | undefined,
	check: (bytes: Buffer) => void,
): Buffer | null {
	if (path === undefined) {
		return null;
	}

	try {
		const bytes = readBoundedFileSync(path, maxCertificateBytes);
		check(bytes);
		return bytes;
	} catch (error) {
		const unfit = unfitFile(error, path);
		throw unfit?.code === 'file-too-large'
			? unfit
			: new MilvaultError(
					'config-bad-value',
					{
						key: `milvus.tls.${key}`,
						origin: 'configuration',
						value: path,
						allowed: allowed[key],
					},
					{cause: error},
				);
	}
}
