import test from 'ava';
import {fuzzWizard} from '../helpers/fuzz/fuzzed-wizard.js';

/*
 * Pastes, pieces of escape sequences, wide characters, windows that change, keys typed ahead: all
 * of it at random, over the whole wizard. MILVAULT_TEST_SEED repeats a run;
 * MILVAULT_TEST_KEY_SEQUENCES makes it longer or shorter.
 */

const sequences = Number(process.env['MILVAULT_TEST_KEY_SEQUENCES'] ?? 2000);

test(`${sequences} sequences of random keys start nothing that was not shown and confirmed, and leave the terminal as it was (simulated Milvus)`, async t => {
	t.timeout(4 * 60 * 60_000);
	const fuzzed = await fuzzWizard(t, sequences, ({sequences: done, ...rest}) => {
		if (done % 100 === 0) {
			t.log(`${done} sequences`, JSON.stringify(rest));
		}
	});
	t.is(fuzzed.sequences, sequences);
	t.true(fuzzed.jobs > 0 || sequences < 200, 'what is confirmed is done');
	t.true(fuzzed.ends > 0);
});
