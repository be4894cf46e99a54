import test from 'ava';
import {fuzzWizard} from '../helpers/fuzz/fuzzed-wizard.js';

/* A part of fuzz.long.test.ts. */

test('twenty sequences of random keys start nothing that was not shown and confirmed, and leave the terminal as it was (simulated Milvus)', async t => {
	const {sequences} = await fuzzWizard(t, 20);
	t.is(sequences, 20);
});
