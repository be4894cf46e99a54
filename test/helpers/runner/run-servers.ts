/*
 * `npm run servers`: the servers that tests need, kept until Ctrl-C, for running single test files.
 */
import {startServers} from '../servers/start-servers.js';
import {serversVariable} from '../servers/servers.js';
import {endSignal} from './end-signal.js';

const {signal, ended} = endSignal();
try {
	const {file, stop} = await startServers({signal, say: console.log});
	console.log(`\nIn another terminal:\n\n  export ${serversVariable}=${file}`);
	console.log('  npx ava test/practice/start-practice.test.ts\n\nCtrl-C ends them.');
	await ended;
	await stop();
} catch (error) {
	if (!signal.aborted) {
		throw error;
	}
}
