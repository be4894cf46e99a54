import type {Random} from '../runner/seeded-random.js';

export type Move =
	| {kind: 'write'; bytes: string}
	/** Several writes, one right after another: typed ahead. */
	| {kind: 'ahead'; writes: readonly string[]}
	| {kind: 'resize'; columns: number; rows: number}
	| {kind: 'wait'};

const escape = '\u001B';

const movements = ['A', 'A', 'B', 'B', 'B', 'C', 'D', 'H', 'F', '5~', '6~'];
const words = [
	'orders',
	'b',
	'nightly_1',
	'localhost:19530',
	'localhost：1',
	'中文名称',
	'ｗｉｄｅ',
	'👩‍👩‍👧‍👦é',
	'a b',
	'<',
	'../x',
	'1',
	'20MiB',
	"'; rm -rf /",
];
const letters = ['?', '/', ' ', 'a', 'e', 'p', 'l', 'x', '？', '、', '　', 'ａ'];
const controls = ['\u0001', '\u0005', '\u000B', '\u0015', '\u0017', '\u001A'];
const fragments = [
	`${escape}[`,
	`${escape}[1;`,
	`${escape}O`,
	`${escape}[M`,
	`${escape}[M !!`,
	`${escape}[<0;3;3M`,
	`${escape}[I`,
	`${escape}[12;40R`,
	`${escape}]0;title\u0007`,
	`${escape}P1$r`,
	`${escape}${escape}`,
	`${escape}[200~`,
	`${escape}[201~`,
	`${escape}[99;5u`,
	`${escape}[27;5;13~`,
	`${escape}b`,
	`${escape}\u007F`,
	`${escape}\r`,
	`${escape} `,
	'\u009B1A',
	'\u0000',
	'\uFFFD',
];

const down = `${escape}[B`;

/**
 * Ways that lead far in: to the plan of a backup and of a restore, to one backup, to a new
 * connection. Most people take one of them.
 */
const ways: ReadonlyArray<readonly string[]> = [
	['\r', '\r', '\r'],
	[down, '\r', '\r', '\r', '\r', '\r', '\r'],
	[down, '\r', '\r', down, '\r', '\r', '\r'],
	[down, down, '\r', '\r'],
	[down, down, '\r', '\r', `${escape}[F`, `${escape}[A`, '\r'],
	[down, down, down, down, '\r', `${escape}[F`, '\r'],
];

/** A few dozen keys of a person, a cat, or a broken terminal. Most of them lead on. */
export function keySequence(random: Random): Move[] {
	const way = random.below(3) > 0 ? random.pick(ways) : [];
	return [
		...way.flatMap((bytes): Move[] => [{kind: 'write', bytes}, {kind: 'wait'}]),
		...Array.from({length: 6 + random.below(24)}, () => move(random)),
	];
}

function move(random: Random): Move {
	const dice = random.below(100);
	if (dice < 24) {
		return {kind: 'write', bytes: `${escape}[${random.pick(movements)}`};
	}

	if (dice < 52) {
		return {kind: 'write', bytes: '\r'};
	}

	if (dice < 57) {
		return {kind: 'write', bytes: random.pick([escape, '\t', '\u007F'])};
	}

	if (dice < 65) {
		return {kind: 'write', bytes: random.pick(letters)};
	}

	if (dice < 71) {
		return {kind: 'write', bytes: random.pick(words)};
	}

	if (dice < 74) {
		return {kind: 'write', bytes: random.pick(controls)};
	}

	if (dice < 80) {
		return {kind: 'write', bytes: random.pick(fragments)};
	}

	if (dice < 85) {
		const text = `${random.pick(words)}${random.pick(['', '\n', '\r\n\r\n', `\u0003${escape}[A\r`])}`;
		return {kind: 'write', bytes: `${escape}[200~${text}${escape}[201~`};
	}

	if (dice < 89) {
		// A paste of a terminal that does not mark it.
		return {kind: 'write', bytes: `${random.pick(words)}\r\r\r`};
	}

	if (dice < 94) {
		const writes = Array.from({length: 2 + random.below(6)}, () =>
			random.pick(['\r', '\r', '\r', `${escape}[B`, 'x', `${escape}[A`]),
		);
		return {kind: 'ahead', writes};
	}

	if (dice < 98) {
		return {
			kind: 'resize',
			columns: random.pick([1, 12, 20, 40, 80, 80, 132, 200]),
			rows: random.pick([1, 5, 6, 15, 24, 24, 50]),
		};
	}

	return dice < 99 ? {kind: 'wait'} : {kind: 'write', bytes: random.pick(['\u0003', 'q', 'd'])};
}
