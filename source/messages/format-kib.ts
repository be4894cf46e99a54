/** A limit as it is usually said: `64 KiB`, `1 MiB`. */
export function formatKib(bytes: number): string {
	return bytes < 2 ** 20 ? `${bytes / 2 ** 10} KiB` : `${bytes / 2 ** 20} MiB`;
}
