/**
 * A path in front of others, with a slash before it and none behind it; empty for the root;
 * undefined for what is none.
 */
export function urlPath(text: string): string | undefined {
	const path = text.trim().replace(/\/+$/, '');
	return path === '' || /^(\/[\w.~%@:+-]+)+$/.test(path) ? path : undefined;
}
