import test from 'ava';
import type {Page} from 'puppeteer-core';
import {authorize, openBrowser, textOf, tryOut} from '../helpers/program/browser.js';
import {injectApp, injectToken} from '../helpers/program/inject-app.js';

/* Swagger UI, as a person sees it in Chromium: gives the token, tries a list, sees the backups. */

for (const [address, path] of [
	['/api/v1/docs/index.html', '/api/v1/list'],
	['/docs', '/api/v2/backups'],
] as const) {
	test.serial(
		`${address} in a browser: the token is given, ${path} is tried, and the backups are seen`,
		async t => {
			const app = await injectApp(t);
			const url = await app.listen({host: '127.0.0.1', port: 0});
			const browser = await openBrowser(t);
			const errors: unknown[] = [];
			const openPage = async (): Promise<Page> => {
				const page = await browser.newPage();
				page.on('pageerror', error => errors.push(error));
				await page.goto(`${url}${address}`);
				await page.waitForSelector('.opblock');
				return page;
			};

			const stranger = await openPage();
			t.regex(await stranger.$eval('.info', textOf), /milvault/);
			t.regex(await tryOut(stranger, path), /401/);
			const page = await openPage();
			await authorize(page, injectToken);
			const shown = await tryOut(page, path);
			t.regex(shown, /200/);
			t.regex(shown, /hello_peer/);
			t.regex(shown, /shop_peer/);
			t.deepEqual(errors, []);
		},
	);
}
