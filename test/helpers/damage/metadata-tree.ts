import {LosslessNumber, parse, stringify} from 'lossless-json';
import type {Files} from './damage.js';

/* Metadata as plain JSON: the code under test has no say in how it is read. */

export type Json = null | boolean | string | LosslessNumber | Json[] | {[key: string]: Json};
export type Tree = {[key: string]: Json};

export const fullMeta = 'meta/full_meta.json';
export const ownMeta = 'meta/milvault.json';

export function readTree(files: Files, file: string): Tree | undefined {
	const bytes = files.get(file);
	return bytes ? (parse(bytes.toString()) as Tree) : undefined;
}

export function writeTree(files: Files, file: string, tree: Tree): void {
	files.set(file, Buffer.from(stringify(tree)!));
}

/** Objects of a list that may not be there. */
export function listOf(value: Json | undefined): Tree[] {
	return Array.isArray(value) ? (value as Tree[]) : [];
}

export function collectionsOf(tree: Tree): Tree[] {
	return listOf(tree['collection_backups']);
}

export function partitionsOf(tree: Tree): Tree[] {
	return collectionsOf(tree).flatMap(one => listOf(one['partition_backups']));
}

export function segmentsOf(tree: Tree): Tree[] {
	return partitionsOf(tree).flatMap(one => listOf(one['segment_backups']));
}

/** Objects that full_meta.json gives a size, by key. */
export function readSizes(files: Files): Map<string, Tree> {
	const sizes = new Map<string, Tree>();
	const tree = readTree(files, fullMeta);
	eachLog(tree, (key, log) => sizes.set(key, log));
	return sizes;
}

/** Writes a size into full_meta.json and segment_meta.json. */
export function writeSize(files: Files, key: string, sizeBytes: number): void {
	const logId = key.split('/').at(-1)!;
	for (const file of [fullMeta, 'meta/segment_meta.json']) {
		const tree = readTree(files, file);
		if (tree) {
			visit(tree, node => {
				if (
					String((node['log_id'] as LosslessNumber | undefined) ?? '') === logId &&
					'log_size' in node
				) {
					node['log_size'] = new LosslessNumber(String(sizeBytes));
				}
			});
			writeTree(files, file, tree);
		}
	}
}

/** Every object in a tree, itself included. */
export function visit(value: Json, see: (node: Tree) => void): void {
	if (Array.isArray(value)) {
		for (const item of value) {
			visit(item, see);
		}
	} else if (typeof value === 'object' && value !== null && !(value instanceof LosslessNumber)) {
		see(value);
		for (const item of Object.values(value)) {
			visit(item, see);
		}
	}
}

function eachLog(tree: Tree | undefined, see: (key: string, log: Tree) => void): void {
	for (const segment of tree ? segmentsOf(tree) : []) {
		const id = (name: string): string =>
			String((segment[name] as LosslessNumber | undefined) ?? '0');
		const group = id('group_id') === '0' ? '' : `${id('group_id')}/`;
		const directory = `${id('collection_id')}/${id('partition_id')}/${group}${id('segment_id')}`;
		for (const [list, kind] of [
			['binlogs', 'insert_log'],
			['deltalogs', 'delta_log'],
		] as const) {
			for (const field of listOf(segment[list])) {
				const fieldId = String((field['fieldID'] as LosslessNumber) ?? '0');
				for (const log of listOf(field['binlogs'])) {
					const name = String(log['log_id'] as LosslessNumber);
					see(
						kind === 'insert_log'
							? `binlogs/${kind}/${directory}/${fieldId}/${name}`
							: `binlogs/${kind}/${directory}/${name}`,
						log,
					);
				}
			}
		}
	}
}
