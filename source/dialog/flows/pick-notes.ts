import type {SeenCluster, CollectionOverview} from '../../engine/list-collections.js';
import type {Messages} from '../../messages/messages.js';
import type {BodyLine} from '../step.js';

/** More names than these are counted. */
const maxNames = 3;

/**
 * Warnings about the selection that is offered first: it is not everything, collections were made
 * since, and rows may be missing from the numbers.
 *
 * @param offered what there was when the selection was made
 */
export function pickNotes(
	{collections}: Pick<SeenCluster, 'collections'>,
	{
		first,
		offered = [],
		messages,
	}: {
		first: readonly string[];
		offered?: readonly string[];
		messages: Messages;
	},
): BodyLine[] {
	const texts = messages.dialog.backUp;
	const {words} = messages;
	const all = collections.filter(({isWorking}) => !isWorking);
	const unflushed = unflushedNote(all, messages);
	if (first.length === all.length) {
		return unflushed;
	}

	const picked = new Set(first);
	const before = new Set(offered);
	const recent = all
		.map(({collection}) => collection)
		.filter(collection => !before.has(collection));
	const isPicked = (collection: string): boolean => picked.has(collection);
	const left = recent.filter(one => !isPicked(one));
	const added = recent.filter(isPicked);
	const namesOrCount = (names: readonly string[]): string =>
		names.length > maxNames ? words.collections(names.length) : words.listed(names);
	const sentences = [
		texts.asLastTime(String(first.length), words.collections(all.length)),
		...(left.length > 0 ? [texts.newAndLeft(namesOrCount(left))] : []),
		...(added.length > 0 ? [texts.newAndPicked(namesOrCount(added))] : []),
	];
	return [...sentences.map((text): BodyLine => ({text, tone: 'warning'})), ...unflushed];
}

/** Milvus counts what it has flushed: a collection that was just filled looks empty. */
export function unflushedNote(
	collections: readonly CollectionOverview[],
	messages: Messages,
): BodyLine[] {
	return collections.some(({rows}) => rows === '0')
		? [{text: messages.dialog.backUp.unflushed, tone: 'dim'}]
		: [];
}
