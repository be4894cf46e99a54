import {fragment} from '../../model/fragments.js';

/** Why there was no answer of an S3 store, in plain words; undefined when there was one. */
export function plainReason(error: unknown): string | undefined {
	if (!(error instanceof Error)) {
		return undefined;
	}

	const fields: Error & {
		code?: unknown;
		hostname?: unknown;
		$metadata?: {httpStatusCode?: number};
	} = error;
	const code = typeof fields.code === 'string' ? fields.code : '';
	const known = reasons[code] ?? reasons[error.name];
	if (known !== undefined) {
		return known;
	}

	if (code === 'ENOTFOUND') {
		return typeof fields.hostname === 'string'
			? fragment('host-name-unknown', {host: fields.hostname})
			: fragment('host-unknown');
	}

	if (code.startsWith('HPE_')) {
		return fragment('no-http');
	}

	if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
		return fragment('no-tls-http');
	}

	if (code.startsWith('CERT_') || code.startsWith('ERR_TLS_')) {
		return fragment('bad-certificate', {code});
	}

	if (error.name === 'NotS3') {
		return error.message;
	}

	// Neither XML nor an empty body: whatever it is, it is not S3.
	if (error.name === 'SyntaxError' || isUnreadable(error)) {
		const status = fields.$metadata?.httpStatusCode;
		return status ? fragment('not-s3-status', {status}) : fragment('not-s3');
	}

	return undefined;
}

function isUnreadable(error: Error): boolean {
	return error.message.includes('Deserialization error');
}

const unknownAuthority = fragment('unknown-authority');

const reasons: Readonly<Record<string, string>> = {
	ECONNREFUSED: fragment('refused'),
	ECONNRESET: fragment('connection-lost'),
	EPIPE: fragment('connection-lost'),
	ERR_STREAM_PREMATURE_CLOSE: fragment('connection-lost'),
	EAI_AGAIN: fragment('lookup-fails'),
	EHOSTUNREACH: fragment('no-route-host'),
	ENETUNREACH: fragment('no-route-network'),
	EADDRNOTAVAIL: fragment('no-local-port'),
	ETIMEDOUT: fragment('no-answer'),
	TimeoutError: fragment('no-answer'),
	// Not by a signal of ours: the handler ends what must not take long, as the giving up of an
	// upload.
	AbortError: fragment('no-answer'),
	DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
	SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
	CERT_HAS_EXPIRED: fragment('certificate-expired'),
	CERT_NOT_YET_VALID: fragment('certificate-early'),
	ERR_TLS_CERT_ALTNAME_INVALID: fragment('certificate-host'),
};
