import test from 'ava';
import {crc64Nvme} from '../../source/utils/crc64-nvme.js';

/**
 * "123456789" is the check value of the catalogue of CRCs; the other one is what MinIO told of that
 * object, in base64.
 */
const known = {
	'': '0000000000000000',
	'123456789': 'ae8b14860a799888',
	'hello world': Buffer.from('jSnVw/bqjr4=', 'base64').toString('hex'),
};

for (const [text, expected] of Object.entries(known)) {
	test(`the CRC-64/NVME of ${JSON.stringify(text)} is what others say, in one piece and in many`, t => {
		const whole = crc64Nvme();
		whole.update(Buffer.from(text));
		t.is(whole.digest(), expected);
		const pieces = crc64Nvme();
		for (const letter of text) {
			pieces.update(Buffer.from(letter));
		}

		t.is(pieces.digest(), expected);
	});
}
