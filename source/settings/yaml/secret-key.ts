/** Whether what stands behind a key, in whichever vocabulary, may be a secret. */
export function secretKey(key: string): boolean {
	return /pass|secret|token|access|credential|user|auth|apikey|accountkey/i.test(
		key,
	);
}
