import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import chromium from '@sparticuz/chromium';
import {launch, type Browser, type Page} from 'puppeteer-core';
import {cacheDir} from '../runner/cache-dir.js';

/**
 * A headless Chromium, brought by an npm package, until the end of the test; MILVAULT_CHROMIUM
 * names another one.
 */
export async function openBrowser(t: Pick<ExecutionContext, 'teardown'>): Promise<Browser> {
	// It unpacks itself into the temporary directory: into the cache instead.
	const directory = join(cacheDir(), 'chromium');
	await mkdir(directory, {recursive: true});
	const before = process.env['TMPDIR'];
	process.env['TMPDIR'] = directory;
	const own = process.env['MILVAULT_CHROMIUM'];
	try {
		const browser = await launch({
			executablePath: own ?? (await chromium.executablePath()),
			headless: own ? true : 'shell',
			args: own ? [] : chromium.args,
			defaultViewport: {width: 1100, height: 900},
		});
		t.teardown(async () => browser.close());
		return browser;
	} finally {
		if (before === undefined) {
			delete process.env['TMPDIR'];
		} else {
			process.env['TMPDIR'] = before;
		}
	}
}

/** Runs in the page. */
export const textOf = (element: unknown): string => (element as {textContent: string}).textContent;

/** Types the token into Swagger UI's dialog behind Authorize. */
export async function authorize(page: Page, token: string): Promise<void> {
	await (await page.waitForSelector('.btn.authorize'))!.click();
	const field = await page.waitForSelector('.auth-container input');
	await field!.type(token);
	await (await page.waitForSelector('.auth-btn-wrapper .authorize'))!.click();
	await (await page.waitForSelector('.auth-btn-wrapper .btn-done'))!.click();
}

/** Opens a route, executes it, and waits for what was answered. */
export async function tryOut(page: Page, path: string): Promise<string> {
	const route = `.opblock-get:has([data-path="${path}"])`;
	await (await page.waitForSelector(`${route} .opblock-summary-control`))!.click();
	await (await page.waitForSelector(`${route} .try-out__btn`))!.click();
	await (await page.waitForSelector(`${route} .execute`))!.click();
	const body = `${route} .live-responses-table .response-col_description .highlight-code`;
	await page.waitForSelector(body);
	return page.$eval(`${route} .live-responses-table`, textOf);
}
