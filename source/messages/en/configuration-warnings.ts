import type {WarningTexts} from '../warning-texts.js';
import {givenBy, listed} from './phrases.js';

const inNamespace = (namespace: string | undefined): string =>
	namespace === undefined ? '' : ` -n ${namespace}`;

/** What is worth a second look in a configuration file. */
export const configurationWarnings = {
	'blank-at-end': ({key, origin}) =>
		`${key} begins or ends with a blank (${givenBy(origin)}): is it a part of the value?`,
	'cut-by-hash': ({key, origin}) =>
		`${key} ends before a # (${givenBy(origin)}), because to YAML a comment begins there. If it is a part of the value, put the value in quotes.`,
	'listening-address': ({key, origin, value}) =>
		`${key} is ${value} (${givenBy(origin)}): where a server listens, and no place to connect to. localhost is taken.`,
	'document-chosen': ({file, taken, others}) =>
		`Of ${file} only ${taken} is taken; the rest of it is ${listed(others)}.`,
	'role-not-used': ({key, origin, provider}) =>
		`${key} asks for a role of ${provider} (${givenBy(origin)}), which milvault cannot use: the keys beside it are taken.`,
	'port-not-published': ({service, port, origin}) =>
		`Port ${port} of ${service} is not published (${givenBy(origin)}), so nothing outside of Docker reaches it; localhost:${port} is taken. Add - "${port}:${port}" under its ports, and run docker compose up -d.`,
	'forward-needed': ({service, port, namespace}) =>
		`${service} is inside of Kubernetes; localhost:${port} is taken. Forward it with kubectl${inNamespace(namespace)} port-forward service/${service} ${port}.`,
	'keys-in-secret': ({secret, namespace, names}) =>
		`The access keys are in the Secret ${secret}, not in this file: set MILVAULT_STORAGE_ACCESS_KEY_ID and MILVAULT_STORAGE_SECRET_ACCESS_KEY. They are printed by ${names
			.map(
				name =>
					`kubectl${inNamespace(namespace)} get secret ${secret} -o jsonpath='{.data.${name}}' | base64 -d`,
			)
			.join(' and ')}.`,
	'login-needed': ({key, origin}) =>
		`Milvus asks who logs in (${key}, ${givenBy(origin)}), and this file says no password: set MILVAULT_MILVUS_USERNAME and MILVAULT_MILVUS_PASSWORD.`,
	'path-of-milvus': ({key, origin, path}) =>
		`${key} is ${path} (${givenBy(origin)}), a file where Milvus runs: milvault needs a copy of it on this machine, at the same path or named by caFile.`,
	'configuration-mounted': ({service, path, origin}) =>
		`${service} reads ${path} besides (${givenBy(origin)}): if that names another bucket, root path or key, import that file.`,
} satisfies Partial<WarningTexts>;
