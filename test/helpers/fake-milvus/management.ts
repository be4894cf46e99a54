import {isAtLeast, type FakeState} from './state.js';

export type Reply = {status: number; type: string; body: string};

export const notFound: Reply = {
	status: 404,
	type: 'text/plain',
	body: '404 page not found',
};

/** What is asked of a real Milvus at its management port (9091). */
export function askManagement(state: FakeState, path: string): Reply {
	const {pathname, searchParams} = new URL(path, 'http://milvus');
	switch (pathname) {
		case '/healthz': {
			const parts = (
				isAtLeast(state, '2.6.0')
					? 'mixcoord querynode datanode proxy streamingnode'
					: 'rootcoord datacoord indexcoord querycoord querynode datanode indexnode proxy'
			).split(' ');
			const detail = parts.map(name => ({name, code: 1}));
			return text(200, JSON.stringify({state: 'OK', detail}));
		}

		case '/management/datacoord/garbage_collection/pause': {
			return pause(state, searchParams.get('pause_seconds') ?? '');
		}

		case '/management/datacoord/garbage_collection/resume': {
			return resume(state, searchParams.get('ticket') ?? '');
		}

		default: {
			return notFound;
		}
	}
}

function pause(state: FakeState, seconds: string): Reply {
	if (!/^\d+$/.test(seconds)) {
		return text(
			500,
			`{"msg": "failed to pause garbage collection, pause duration not valid, strconv.ParseInt: parsing "${seconds}": invalid syntax"}`,
		);
	}

	if (!isAtLeast(state, '2.6.0')) {
		return text(200, ok);
	}

	const ticket = Buffer.from(JSON.stringify({collection_id: '-1', token: state.nextId()})).toString(
		'base64',
	);
	state.gcTickets.add(ticket);
	return text(200, `{"msg": "OK", "ticket": "${ticket}"}`);
}

/** Up to 2.5 there is one pause for all who ask, and no ticket is looked at. */
function resume(state: FakeState, ticket: string): Reply {
	if (!isAtLeast(state, '2.6.0')) {
		return text(200, ok);
	}

	if (ticket === '') {
		return text(
			500,
			'{"msg": "failed to resume garbage collection, strconv.ParseInt: parsing "": invalid syntax"}',
		);
	}

	return state.gcTickets.delete(ticket)
		? text(200, ok)
		: text(400, '{"msg": "failed to decode ticket, illegal base64 data at input byte 0"}');
}

const ok = '{"msg": "OK"}';

function text(status: number, body: string): Reply {
	return {status, type: 'text/plain; charset=utf-8', body};
}
