import type {BuildOptions} from 'esbuild';

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
	define: {'process.env.NODE_ENV': '"production"'},
	// Packages in CommonJS ask for Node's own modules by it.
	banner: {
		js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);",
	},
} satisfies BuildOptions;
