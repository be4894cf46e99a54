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
			? `the host name ${fields.hostname} is not known`
			: 'the host name is not known';
	}

	if (code.startsWith('HPE_')) {
		return 'what answers there does not speak HTTP';
	}

	if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
		return 'what answers there does not speak TLS; is it http:// instead of https://?';
	}

	if (code.startsWith('CERT_') || code.startsWith('ERR_TLS_')) {
		return `its certificate is not valid (${code})`;
	}

	if (error.name === 'NotS3') {
		return `what is there ${error.message}, so it is not an S3 store; is it the console's port?`;
	}

	// Neither XML nor an empty body: whatever it is, it is not S3.
	if (error.name === 'SyntaxError' || isUnreadable(error)) {
		const status = fields.$metadata?.httpStatusCode;
		return `what is there does not answer like an S3 store${status ? ` (HTTP ${status})` : ''}`;
	}

	return undefined;
}

function isUnreadable(error: Error): boolean {
	return error.message.includes('Deserialization error');
}

const unknownAuthority =
	'its certificate comes from an authority that this machine does not know; name its CA file';

const reasons: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'nothing listens there (connection refused)',
	ECONNRESET: 'the connection was lost',
	EPIPE: 'the connection was lost',
	ERR_STREAM_PREMATURE_CLOSE: 'the connection was lost',
	EAI_AGAIN: 'the host name cannot be looked up just now',
	EHOSTUNREACH: 'there is no route to that host',
	ENETUNREACH: 'there is no route to that network',
	EADDRNOTAVAIL: 'there is no free local port for another connection',
	ETIMEDOUT: 'no answer in time',
	TimeoutError: 'no answer in time',
	// Not by a signal of ours: the handler ends what must not take long, as the giving up of an
	// upload.
	AbortError: 'no answer in time',
	DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
	SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
	CERT_HAS_EXPIRED: 'its certificate has expired',
	CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock right?',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
};
