import type {BuildOptions, Plugin} from 'esbuild';

/**
 * Node's http by require, for modules too: an import reads all that it exports, WebSocket too, and
 * for that Node loads undici, which nothing here uses.
 */
const requiredHttp: Plugin = {
	name: 'required-http',
	setup(build) {
		const namespace = 'required-http';
		build.onResolve({filter: /^(node:)?http$/}, ({kind}) =>
			kind === 'require-call' ? {path: 'node:http', external: true} : {path: 'http', namespace},
		);
		build.onLoad({filter: /^http$/, namespace}, () => ({
			contents: "module.exports = require('node:http');",
		}));
	},
};

/** How the program is bundled, and what is measured beside it. */
export const bundleOptions = {
	bundle: true,
	format: 'esm',
	platform: 'node',
	// ES modules first: of them only what is used is taken.
	mainFields: ['module', 'main'],
	target: 'node22',
	minifySyntax: true,
	minifyWhitespace: true,
	legalComments: 'none',
	logLevel: 'warning',
	plugins: [requiredHttp],
	define: {'process.env.NODE_ENV': '"production"'},
	// Packages in CommonJS ask for Node's own modules by it; modules may import it by its own name.
	banner: {
		js: "import {createRequire as bannerRequire} from 'node:module';const require=bannerRequire(import.meta.url);",
	},
} satisfies BuildOptions;
