import type {WarningTexts} from '../warning-texts.js';
import {givenBy, listed} from './phrases.js';

const inNamespace = (namespace: string | undefined): string =>
	namespace === undefined ? '' : ` -n ${namespace}`;

/** What is worth a second look in a configuration file. */
export const configurationWarnings = {
	'blank-at-end': ({key, origin}) =>
		`${key} begins or ends with a blank (${givenBy(origin)}): is it part of the value?`,
	'cut-by-hash': ({key, origin}) =>
		`${key} ends before a # (${givenBy(origin)}), because YAML starts a comment there. If it is part of the value, put the value in quotes.`,
	'listening-address': ({key, origin, value}) =>
		`${key} is ${value} (${givenBy(origin)}): a server can listen at this address, but clients cannot connect to it. milvault uses localhost.`,
	'document-chosen': ({file, taken, others}) =>
		`milvault uses only ${taken} of ${file}; the rest is ${listed(others)}.`,
	'role-not-used': ({key, origin, provider}) =>
		`${key} asks for a role of ${provider} (${givenBy(origin)}), which milvault cannot use: it uses the keys next to it.`,
	'port-not-published': ({service, port, origin}) =>
		`Port ${port} of ${service} is not published (${givenBy(origin)}), so it cannot be reached from outside Docker; milvault uses localhost:${port}. Add - "${port}:${port}" under its ports, and run docker compose up -d.`,
	'forward-needed': ({service, port, namespace}) =>
		`${service} is inside Kubernetes; milvault uses localhost:${port}. Forward the port with kubectl${inNamespace(namespace)} port-forward service/${service} ${port}.`,
	'keys-in-secret': ({secret, namespace, names}) =>
		`The access keys are in the Secret ${secret}, not in this file: set MILVAULT_STORAGE_ACCESS_KEY_ID and MILVAULT_STORAGE_SECRET_ACCESS_KEY. To print them: ${names
			.map(
				name =>
					`kubectl${inNamespace(namespace)} get secret ${secret} -o jsonpath='{.data.${name}}' | base64 -d`,
			)
			.join(' and ')}.`,
	'login-needed': ({key, origin}) =>
		`Milvus requires a login (${key}, ${givenBy(origin)}), and this file has no password: set MILVAULT_MILVUS_USERNAME and MILVAULT_MILVUS_PASSWORD.`,
	'path-of-milvus': ({key, origin, path}) =>
		`${key} is ${path} (${givenBy(origin)}), a file on the machine of Milvus: milvault needs a copy of it on this machine, at the same path or at the path in caFile.`,
	'configuration-mounted': ({service, path, origin}) =>
		`${service} also reads ${path} (${givenBy(origin)}): if that file has another bucket, root path or key, import that file.`,
} satisfies Partial<WarningTexts>;
