export type Age = {
	unit: 'moment' | 'minute' | 'hour' | 'day';
	count: number;
};

/** How long ago something was, in the largest unit of which there is one whole. */
export function ageOf(ageMs: number): Age {
	const minutes = Math.floor(Math.max(0, ageMs) / 60_000);
	if (minutes < 1) {
		return {unit: 'moment', count: 0};
	}

	if (minutes < 60) {
		return {unit: 'minute', count: minutes};
	}

	const hours = Math.floor(minutes / 60);
	return hours < 48 ? {unit: 'hour', count: hours} : {unit: 'day', count: Math.floor(hours / 24)};
}
