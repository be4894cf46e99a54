/**
 * loopback: this machine, or this container; service: a bare name that only one network knows, as
 * in `minio:9000`.
 */
export type HostKind = 'loopback' | 'service' | 'other';

/** What kind of host an address (`host:port`, `[::1]:port`) or a URL names. */
export function hostKind(address: string): HostKind {
	const host = address
		.replace(/^[a-z][\w+.-]*:\/\//i, '')
		.replace(/[/?#].*$/, '')
		.replace(/:\d+$/, '')
		.toLowerCase();
	if (/^(localhost|127(\.\d+){3}|\[?::1\]?|0\.0\.0\.0)$/.test(host)) {
		return 'loopback';
	}

	// Kubernetes' own names go on with the namespace, as in `milvus.prod.svc.cluster.local`.
	return /^[a-z][\w-]*$/.test(host) || /\.(svc|cluster\.local)(\.|$)/.test(host)
		? 'service'
		: 'other';
}
