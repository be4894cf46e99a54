import test from 'ava';
import {tryRandomPlaces} from '../helpers/places/random-places.js';

test('in 200 random environments nothing ends with a stack or as a bug', async t => {
	await tryRandomPlaces(t, 200);
});
