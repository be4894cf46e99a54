/** What a cell's colour is when a program says nothing. */
export const plain = {text: '#d5dae3', background: '#1c2029'};

/** The window around the terminal. */
export const frame = {
	bar: '#e7e9ed',
	edge: '#c4c9d2',
	buttons: ['#f2685f', '#f5bd4f', '#5fc454'],
};

/** The sixteen that programs name by number: eight, and the same ones bright. */
const named =
	'#3b4252 #f07178 #7fd88f #f5c26b #6cb6ff #d499f0 #5fd3d6 #d5dae3 #7d8799 #ff8b92 #9be8a8 #ffd68a #91c9ff #e3b5fa #84e3e6 #ffffff'.split(
		' ',
	);

/** A colour of xterm's palette of 256: the sixteen, a cube of 6 x 6 x 6, and greys. */
export function paletteColour(index: number): string {
	const colour = named[index];
	if (colour !== undefined) {
		return colour;
	}

	if (index >= 232) {
		const grey = 8 + (index - 232) * 10;
		return rgbColour((grey << 16) | (grey << 8) | grey);
	}

	const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
	const cube = index - 16;
	const [red, green, blue] = [
		level(Math.floor(cube / 36)),
		level(Math.floor(cube / 6) % 6),
		level(cube % 6),
	];
	return rgbColour((red << 16) | (green << 8) | blue);
}

/** @param value 0xRRGGBB */
export function rgbColour(value: number): string {
	return `#${value.toString(16).padStart(6, '0')}`;
}
