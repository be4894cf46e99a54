/** Whether what stands behind a key, in whichever vocabulary, may be a secret. */
export function secretKey(key: string): boolean {
	return /pass|pwd|secret|token|access|credential|user|auth|key|dsn|connection|\.pem|\.crt/i.test(
		key,
	);
}
