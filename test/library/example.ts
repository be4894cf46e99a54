import {
	createBackup,
	hasCode,
	loadSettings,
	openSession,
	planBackup,
	planRestore,
	restoreBackup,
	type JobEvent,
} from 'milvault';

// The configuration of the command line; another: `file: 'my.yaml'`.
const settings = await loadSettings({environment: process.env});
const session = await openSession(settings);

function onEvent(event: JobEvent): void {
	if (event.type === 'collection-ended') {
		console.log(`${event.collection}: ${event.outcome}`);
	}
}

try {
	// A plan says all that will be done, and does nothing.
	const plan = await planBackup(session, {
		name: 'nightly',
		filter: 'orders',
	});
	console.log(`${plan.collections.length} collection goes to ${plan.to}`);
	const backup = await createBackup(session, plan, {onEvent});
	console.log(`${backup.name} is ${backup.outcome}: ${backup.rows} rows`);

	const beside = await planRestore(session, {
		name: 'nightly',
		suffix: '_recover',
	});
	const {collections} = await restoreBackup(session, beside, {onEvent});
	for (const {target, rows} of collections) {
		console.log(`${target} has ${rows} rows`);
	}
} catch (error) {
	if (!hasCode(error, 'name-taken')) {
		throw error;
	}

	console.log('A backup of that name already exists.');
} finally {
	session.close();
}
