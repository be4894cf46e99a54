import {testKilledCopy} from '../helpers/jobs/killed-copy.js';

/* Each way once; copy-killed.long.test.ts has the other backup of each. */

testKilledCopy('b', 'continued');
testKilledCopy('hello_peer', 'planned again');
