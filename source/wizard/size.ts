export type Size = {columns: number; rows: number};

/** Smaller than this, nothing sensible can be shown. */
const min: Size = {columns: 20, rows: 6};

export function isTooSmall({columns, rows}: Size): boolean {
	return columns < min.columns || rows < min.rows;
}
