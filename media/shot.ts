import type {Frame} from './draw-picture.js';
import type {Screen} from './screen.js';

/** A picture before it is drawn. */
export type Shot = {
	/** Of the file, without its ending. */
	name: string;
	/** For a reader who cannot see it. */
	title: string;
} & ({screen: Screen} | {frames: readonly Frame[]});
