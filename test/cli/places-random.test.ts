import test from 'ava';
import {tryRandomPlaces} from '../helpers/places/random-places.js';

/* The first of those that the long test tries: each is a process. */

test('in 40 random environments nothing ends with a stack or as a bug', async t => {
	await tryRandomPlaces(t, 40);
});
