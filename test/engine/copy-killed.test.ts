import {testKilledCopy} from '../helpers/jobs/killed-copy.js';

/* copy-killed.long.test.ts has the other way, and a backup by milvus-backup. */

testKilledCopy('b', 'continued');
