import test from 'ava';
import {distanceOf} from '../../../source/engine/drill/distances.js';
import {dataTypes} from '../../../source/model/data-types.js';

const floats = (...values: number[]) => new Uint8Array(new Float32Array(values).buffer);

function between(metric: string, type: number, a: Uint8Array, b: Uint8Array): number {
	return distanceOf(metric, type)!(a, b);
}

test('distances are those of Milvus, the nearest the smallest', t => {
	const {FloatVector, BinaryVector, SparseFloatVector} = dataTypes;
	const [a, b] = [floats(1, 2), floats(4, 6)];
	t.is(between('L2', FloatVector, a, b), 25);
	t.is(between('IP', FloatVector, a, b), -16);
	t.is(between('COSINE', FloatVector, floats(3, 0), floats(5, 0)), -1);
	t.is(between('COSINE', FloatVector, floats(3, 0), floats(0, 5)), -0);
	const [x, y] = [Uint8Array.of(0b1111_0000), Uint8Array.of(0b1100_0001)];
	t.is(between('HAMMING', BinaryVector, x, y), 3);
	t.is(between('JACCARD', BinaryVector, x, y), 1 - 2 / 5);
	const sparse = (pairs: ReadonlyArray<[number, number]>) => {
		const view = new DataView(new ArrayBuffer(pairs.length * 8));
		for (const [index, [at, value]] of pairs.entries()) {
			view.setUint32(index * 8, at, true);
			view.setFloat32(index * 8 + 4, value, true);
		}

		return new Uint8Array(view.buffer);
	};

	t.is(
		between(
			'IP',
			SparseFloatVector,
			sparse([
				[1, 2],
				[9, 3],
			]),
			sparse([
				[1, 4],
				[7, 5],
			]),
		),
		-8,
	);
});

test('half precision, bfloat16 and int8 are read as they are written', t => {
	const {Float16Vector, BFloat16Vector, Int8Vector} = dataTypes;
	// 1.5 and -2, then 0.
	const half = Uint8Array.of(0x00, 0x3e, 0x00, 0xc0);
	t.is(between('L2', Float16Vector, half, new Uint8Array(4)), 1.5 ** 2 + 4);
	const brain = Uint8Array.of(0xc0, 0x3f, 0x00, 0xc0);
	t.is(between('L2', BFloat16Vector, brain, new Uint8Array(4)), 1.5 ** 2 + 4);
	t.is(between('L2', Int8Vector, Uint8Array.of(255, 3), new Uint8Array(2)), 10);
});

test('a measure that is not computed is none', t => {
	t.is(distanceOf('BM25', dataTypes.SparseFloatVector), undefined);
	t.is(distanceOf('MHJACCARD', dataTypes.BinaryVector), undefined);
	t.is(distanceOf('', dataTypes.FloatVector), undefined);
});
