/**
 * What an older Node is told; its own file, in plain syntax, because that Node has to read it.
 *
 * @param range of package.json's `engines`, as in `^22.22.2 || >=26`
 */
export const tooOldNode = {
	en: (found: string, range: string): string =>
		`milvault needs Node ${readable(range, ' or newer', 'from ', ', ')}; this is Node ${found}. Get one from https://nodejs.org and run the same command again.`,
	zh: (found: string, range: string): string =>
		`milvault 需要 Node ${readable(range, ' 或更新版本', '不低于 ', '、')}；当前是 Node ${found}。请从 https://nodejs.org 安装后再次运行同一命令。`,
};

/** `22 (from 22.22.2), 26 or newer`. */
function readable(range: string, orNewer: string, from: string, separator: string): string {
	return range
		.split('||')
		.map(text => {
			const part = text.trim();
			const version = part.replace(/^[^\d]*/, '');
			return part.startsWith('^')
				? `${version.split('.')[0]} (${from}${version})`
				: `${version}${orNewer}`;
		})
		.join(separator);
}
