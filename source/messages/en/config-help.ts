/** Help of `milvault config` and `milvault support-bundle`. */
export const configHelp = {
	config: {
		summary: 'show, check and import configuration',
	},
	configShow: {
		summary: 'show every value in use and where it came from',
		description:
			'Shows every value in use and where it came from: file and line, variable, flag, default. Secrets are masked and not fetched.',
		options: {},
		arguments: {},
		examples: [{text: 'What is in use?', command: 'config show'}],
	},
	configCheck: {
		summary: 'show every mistake in the configuration at once',
		description:
			'Shows every mistake in the file and the environment at once, with the allowed values and a suggestion. To check the servers, use milvault check.',
		options: {},
		arguments: {},
		examples: [
			{
				text: 'Before you use it',
				command: 'config check --config milvault.yaml',
			},
		],
	},
	configImport: {
		summary: 'add a cluster from the file of another tool',
		description:
			'Adds a cluster to the configuration from milvus-backup’s backup.yaml (with its repository), Milvus’s own milvus.yaml, a docker-compose file, values of Milvus’s Helm chart, the operator’s kind: Milvus, or a ConfigMap or Secret with one of these in it; then checks every endpoint. ${X} and ${X:-d} are filled in from the environment. The addresses in such a file are the ones that Milvus uses: give the address for this machine with --address.',
		options: {
			as: 'name of the cluster, and of the repository (default: imported)',
			dryRun: 'only show the values that would be imported',
			noCheck: 'do not check the endpoints afterwards',
		},
		arguments: {file: 'the file'},
		examples: [
			{
				text: 'From milvus-backup',
				command: 'config import configs/backup.yaml --as prod',
			},
			{
				text: 'From Docker Compose',
				command: 'config import docker-compose.yml --as prod',
			},
			{
				text: 'From Milvus itself',
				command: 'config import milvus.yaml --as prod --address milvus-1:19530',
			},
		],
	},
	server: {
		summary: 'serve REST, with Swagger UI at /docs',
		description:
			'Serves one cluster and one repository over HTTP until it is stopped: /api/v2, and /api/v1, compatible with milvus-backup, with Swagger UI at /docs. Callers need a token: the one in MILVAULT_TOKEN or --token-file, or else a generated one, whose file is printed.',
		options: {
			port: 'port to listen on; 0: any free port (default: 8080)',
			host: 'address to listen on (default: 127.0.0.1)',
			basePath: 'path prefix that a proxy adds, such as /ns/backup, for Swagger UI',
			noAuth: 'no token; only for a loopback address',
			tokenFile: 'a file that holds the token',
			tlsCert: 'certificate (PEM); enables HTTPS',
			tlsKey: 'private key of the certificate (PEM)',
			maxJobs: 'maximum number of jobs at a time; more are rejected (default: 4)',
		},
		arguments: {},
		examples: [
			{text: 'For programs on this machine', command: 'server'},
			{
				text: 'For others, with a certificate',
				command: 'server --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
			},
		],
	},
	supportBundle: {
		summary: 'write one file to attach to an issue',
		description:
			'Writes one text file to attach to an issue: configuration with secrets masked, versions, the plans and logs of the last jobs. Read it before you send it: it contains names of databases and collections.',
		options: {output: 'the file (default: milvault-support-<time>.txt)'},
		arguments: {},
		examples: [{text: 'Write it', command: 'support-bundle'}],
	},
};
