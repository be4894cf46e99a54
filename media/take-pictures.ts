/*
 * `npm run pictures`: takes the README's pictures, of the built program at work on a real Milvus.
 *
 * 1. A practice cluster of its own is started and filled.
 * 2. Each scene types commands into a shell on a terminal emulator, and waits for what is shown.
 * 3. The screens are drawn as SVG, and written when all of them are there.
 * 4. Swagger UI is photographed in Chromium.
 *
 * Whatever happens, the cluster is stopped and its directory deleted; an interrupted run leaves the
 * pictures as they were.
 */
import {writeFile} from 'node:fs/promises';
import {endSignal} from '../test/helpers/runner/end-signal.js';
import {takeBrowserPicture} from './browser-picture.js';
import {drawFilm, drawPicture} from './draw-picture.js';
import {refusePrivate} from './refuse-private.js';
import {scenes} from './scenes.js';
import type {Shot} from './shot.js';
import {openStage} from './stage.js';

const {signal} = endSignal();
try {
	for (const shot of await takeShots()) {
		const file = `media/${shot.name}.svg`;
		const picture = 'frames' in shot ? drawFilm(shot.frames, shot) : drawPicture(shot.screen, shot);
		await writeFile(new URL(`../${file}`, import.meta.url), picture);
		console.log(`${file}: ${Math.ceil(Buffer.byteLength(picture) / 1000)} kB`);
	}

	await writeFile(new URL('swagger-ui.png', import.meta.url), await takeBrowserPicture());
} catch (error) {
	console.error(
		signal.aborted
			? 'Interrupted: the pictures are as they were.'
			: `✘ ${error instanceof Error ? error.message : String(error)}`,
	);
	process.exitCode = signal.aborted ? 130 : 1;
}

async function takeShots(): Promise<Shot[]> {
	const stage = await openStage({signal, say: console.log});
	try {
		const shots: Shot[] = [];
		for (const scene of scenes) {
			for (const shot of await scene(stage)) {
				for (const {screen} of 'frames' in shot ? shot.frames : [shot]) {
					refusePrivate(screen.lines);
				}

				console.log(`Taken: ${shot.name}`);
				shots.push(shot);
			}
		}

		return shots;
	} finally {
		await stage.close();
	}
}
