import {brief} from '../brief.js';
import type {ErrorTexts} from '../error-text.js';
import {hostKind} from '../host-kind.js';
import {inWords} from './phrases.js';

/** What cannot be reached (exit code 5), and what does not let us in (6). */
export const connectionErrors = {
	'milvus-unreachable': ({address, reason}) => ({
		sentence: `Milvus cannot be reached at ${address}: ${brief(reason)}.`,
		hint: {
			loopback:
				'Start Milvus, or give its address with --address host:19530. Inside a container localhost is the container itself: use the name of Milvus’s service or the host’s address. To try milvault on a practice Milvus: milvault practice start',
			service:
				'A name like this resolves only inside its Docker or Kubernetes network. Run milvault there, or forward the port (kubectl port-forward service/<milvus> 19530) and use --address localhost:19530',
			other:
				'Check the address (--address host:19530), that Milvus is running, and that no firewall blocks the connection.',
		}[hostKind(address)],
	}),
	'milvus-timeout': ({address, rpc, timeoutMs}) => ({
		sentence: `Milvus at ${address} did not answer ${rpc} within ${inWords(timeoutMs)}.`,
		hint: 'It may be starting or overloaded: check its log, then run the same command again.',
	}),
	'milvus-tls': ({address, reason}) => ({
		sentence: `The TLS connection to Milvus at ${address} failed: ${brief(reason)}.`,
		hint: 'Set milvus.tls.caFile to the authority that signed Milvus’s certificate, and milvus.tls.serverName to the name in the certificate if it differs from the address. For a Milvus without TLS, set milvus.tls.mode to off.',
	}),
	'not-a-milvus': ({address, reason}) => ({
		sentence: `${address} is not Milvus’s gRPC port: ${brief(reason)}.`,
		hint: 'Milvus’s gRPC port is 19530; 9091 is its management port, 9000 and 9001 are MinIO’s. A proxy or ingress in front of it must let gRPC (HTTP/2) through. Set the address with --address host:19530',
	}),
	'storage-unreachable': ({endpoint, reason}) => ({
		sentence: `The object storage cannot be reached at ${endpoint}: ${brief(reason)}.`,
		hint: storageHint(endpoint),
	}),
	'queue-unreachable': ({address, reason}) => ({
		sentence: `The queue at ${address} cannot be reached: ${brief(reason)}.`,
		hint: 'Check its URL (--queue, MILVAULT_QUEUE, or queue in the configuration), that Redis or Valkey is running, and that no firewall blocks the connection. The same command continues the job; without a queue the job does all by itself.',
	}),
	'no-worker': ({address, minutes, places, elsewhere}) => ({
		sentence: `No worker took work from the queue at ${address} for ${minutes} minutes.`,
		hint: `Start one or more on any machine: milvault worker --queue <url>, with a configuration of the same places: ${places.join('; ')}.${
			elsewhere.length > 0
				? ` The workers there have others: ${elsewhere.map(one => brief(one)).join(' | ')}.`
				: ''
		} The same command continues the job; without --queue the job does all by itself.`,
	}),
	'queue-refused': ({address, reason}) => ({
		sentence: `The queue at ${address} refused: ${brief(reason)}.`,
		hint: 'The queue must be a Redis (6.2 or newer) or a Valkey. Its URL may hold a user and a password: redis://user:password@host:6379; with TLS: rediss://.',
	}),
	'milvus-login': ({address, user}) => ({
		sentence:
			user === ''
				? `Milvus at ${address} refused the login: no user and password were given, or it does not accept the token.`
				: `Milvus at ${address} does not accept user “${user}” with this password.`,
		hint: 'Set MILVAULT_MILVUS_USERNAME and MILVAULT_MILVUS_PASSWORD, or username and passwordFile under the cluster’s milvus in the configuration.',
	}),
	'milvus-denied': ({rpc, user, reason}) => ({
		sentence: `Milvus does not allow ${user === '' ? 'this login' : `user “${user}”`} to call ${rpc}: ${brief(reason)}.`,
		hint: 'Grant the privilege to one of the user’s roles, or use a user with the role admin (MILVAULT_MILVUS_USERNAME, MILVAULT_MILVUS_PASSWORD).',
	}),
	// The access key id is as little to be shown as the other secrets: people put one in the other's
	// place.
	'storage-wrong-key': ({endpoint, reason}) => ({
		sentence: `The object storage at ${endpoint} does not accept the access key: ${brief(reason)}.`,
		hint: 'For a cluster set MILVAULT_STORAGE_ACCESS_KEY_ID and MILVAULT_STORAGE_SECRET_ACCESS_KEY, for a repository MILVAULT_REPOSITORY_ACCESS_KEY_ID and MILVAULT_REPOSITORY_SECRET_ACCESS_KEY, or the same keys in the configuration.',
	}),
	'storage-no-credentials': ({endpoint, reason}) => ({
		sentence: `There are no credentials for the object storage at ${endpoint} on this machine: ${brief(reason)}.`,
		hint: 'auth: default (useIAM) looks in the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), in the profile (AWS_PROFILE, ~/.aws), for a web identity (AWS_WEB_IDENTITY_TOKEN_FILE), and for the role of the instance or container. Set one of these, or give keys: accessKeyId and secretAccessKey.',
	}),
	'storage-denied': ({action, resource, endpoint}) => ({
		sentence: `Permission denied: ${action} on ${resource}, at ${endpoint}.`,
		hint: isUrlOrS3(action, endpoint)
			? 'Allow this action in the policy of the access key: s3:ListBucket on the bucket; s3:GetObject, s3:PutObject and s3:DeleteObject on the objects in it.'
			: 'Check the owner and the mode of the directory (ls -ld), and that it is not mounted read-only.',
	}),
} satisfies Partial<ErrorTexts>;

function storageHint(endpoint: string): string {
	const about = {
		loopback:
			'Start it, or correct the endpoint of the storage. Inside a container localhost is the container itself: use the name of MinIO’s service. Docker Compose must publish MinIO’s port 9000.',
		service:
			'A name like this resolves only inside its Docker or Kubernetes network. Run milvault there, or forward the port (kubectl port-forward service/<minio> 9000) and use the endpoint http://localhost:9000',
		other:
			'Check the endpoint of the storage, that it is running, and that no firewall blocks the connection.',
	}[hostKind(endpoint)];
	return [
		/:9001\/?$/.test(endpoint) && '9001 is MinIO’s web console; its S3 port is 9000.',
		/^https:(?!.*\.amazonaws\.)/.test(endpoint) &&
			'If your own authority signed its certificate, set caFile.',
		about,
	]
		.filter(Boolean)
		.join(' ');
}

function isUrlOrS3(action: string, endpoint: string): boolean {
	return action.startsWith('s3:') || /^\w+:\/\//.test(endpoint);
}
