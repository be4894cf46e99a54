import test from 'ava';
import {withRetries} from '../../source/milvus/with-retries.js';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import {importState, listImports} from '../../source/milvus/imports.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {startMilvus} from '../helpers/servers/milvus.js';

/* Each a Milvus of its own: what is tried here has killed it. */

for (const version of ['2.2.16', '2.3.5'] as const) {
	test.serial(
		`asking for import jobs and going away, hundreds of times, does not kill Milvus ${version}`,
		async t => {
			const server = await startMilvus({
				version,
				cacheDir: cacheDir(),
				storage: {type: 'local'},
			});
			t.teardown(async () => server.stop());
			const milvus = await connectMilvus({
				address: server.address,
				tls: {mode: 'off'},
			});
			const place = {db: 'default', collection: 'nothing', jobId: '1'};
			for (let times = 0; times < 600; times++) {
				const gone = new AbortController();
				const {signal} = gone;
				const bound = withRetries(milvus, {signal});
				setTimeout(() => {
					gone.abort();
				}, times % 4);
				await (
					times < 300 ? importState(bound, 'grpc', place) : listImports(bound, 'grpc', place)
				).catch((error: unknown) => {
					t.true(hasCode(error, 'milvus-refused') || hasCode(error, 'cancelled'), String(error));
				});
			}

			milvus.close();
			const again = await connectMilvus({
				address: server.address,
				tls: {mode: 'off'},
			});
			t.is(again.version, version);
			again.close();
		},
	);
}
