import {testKilledCopy} from '../helpers/jobs/killed-copy.js';

testKilledCopy('b', 'planned again');
testKilledCopy('hello_peer', 'continued');
testKilledCopy('hello_peer', 'planned again');
