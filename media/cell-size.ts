/**
 * Pixels. A monospaced character is about 0.6 of its font's size wide; 84 columns fill a README's
 * 800 pixels.
 */
export const cellSize = {width: 9, height: 19, font: 15};
