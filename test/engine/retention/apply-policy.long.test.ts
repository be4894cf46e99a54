import {testRandomSets} from './random-sets.js';

testRandomSets(100_000);
