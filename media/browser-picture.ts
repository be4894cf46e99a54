import {authorize, openBrowser, tryOut} from '../test/helpers/program/browser.js';
import {injectApp, injectToken} from '../test/helpers/program/inject-app.js';

/**
 * Swagger UI with a list of backups that was tried: of backups that milvus-backup made, which the
 * tests have too.
 */
export async function takeBrowserPicture(): Promise<Uint8Array> {
	const ends: Array<() => unknown> = [];
	const scope = {
		teardown(end: () => unknown) {
			ends.push(end);
		},
	};
	try {
		const app = await injectApp(scope);
		const url = await app.listen({host: '127.0.0.1', port: 0});
		const browser = await openBrowser(scope);
		const page = await browser.newPage();
		await page.setViewport({width: 1100, height: 1000});
		await page.goto(`${url}/docs`);
		await page.waitForSelector('.opblock');
		await authorize(page, injectToken);
		await tryOut(page, '/api/v2/backups');
		// The command that it shows has the token in it.
		for (const hidden of ['.curl-command', '.request-url']) {
			await page.addStyleTag({content: `${hidden} {display: none}`});
		}

		const route = await page.waitForSelector('.opblock-get:has([data-path="/api/v2/backups"])');
		await route!.scrollIntoView();
		return await page.screenshot();
	} finally {
		for (const end of ends.toReversed()) {
			await end();
		}
	}
}
