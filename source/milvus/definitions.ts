/** Part of a JSON descriptor, as protobufjs reads and writes it. */
export type Definition = {
	options?: object;
	nested?: Record<string, Definition>;
	fields?: Record<string, FieldDefinition>;
	methods?: Record<string, MethodOfService>;
};

type MethodOfService = {
	requestType: string;
	responseType: string;
	requestStream?: boolean;
	responseStream?: boolean;
};

type FieldDefinition = {type: string; keyType?: string};

export type Definitions = {
	/** The methods of a service by their names, with the full names of what they take and answer. */
	methodsOf(service: string): ReadonlyMap<string, MethodOfService>;
	/**
	 * A descriptor of this message or enum and of all that its fields are made of.
	 *
	 * @throws TypeError for a name that is not defined
	 */
	only(name: string): Definition;
};

/** Looks up single definitions in a JSON descriptor of many. */
export function indexDefinitions(root: Definition): Definitions {
	const byName = new Map<string, Definition>();
	index(root, '');

	function index({nested = {}}: Definition, prefix: string): void {
		for (const [name, definition] of Object.entries(nested)) {
			byName.set(`${prefix}${name}`, definition);
			index(definition, `${prefix}${name}.`);
		}
	}

	/** By the rule of protobuf: in the scope itself, then in each around it. */
	function resolve(type: string, scope: string): string | undefined {
		const around = scope === '' ? [] : scope.split('.');
		return around
			.map((_, index) => `${around.slice(0, around.length - index).join('.')}.${type}`)
			.concat(type)
			.find(name => byName.has(name));
	}

	function require(type: string, scope: string): string {
		const name = resolve(type.replace(/^\./, ''), type.startsWith('.') ? '' : scope);
		if (name === undefined) {
			throw new TypeError(`no ${type} in the definitions`);
		}

		return name;
	}

	/** The message that stands in a package, for one that stands in a message. */
	function outermost(name: string): string {
		const parts = name.split('.');
		for (let count = 1; count < parts.length; count++) {
			const around = parts.slice(0, count).join('.');
			if (byName.get(around)?.fields) {
				return around;
			}
		}

		return name;
	}

	/** Definitions that the fields of this one refer to, and of those inside it. */
	function references(definition: Definition, scope: string): string[] {
		return [
			...Object.values(definition.fields ?? {}).flatMap(({type}) => resolve(type, scope) ?? []),
			...Object.entries(definition.nested ?? {}).flatMap(([name, inner]) =>
				references(inner, `${scope}.${name}`),
			),
		];
	}

	return {
		methodsOf: service =>
			new Map(
				Object.entries(byName.get(service)?.methods ?? {}).map(([name, method]) => [
					name,
					{
						...method,
						requestType: require(method.requestType, service),
						responseType: require(method.responseType, service),
					},
				]),
			),
		only(name) {
			const wanted = new Set([outermost(require(name, ''))]);
			const only: Definition = {};
			// A set goes on to what is added meanwhile.
			for (const one of wanted) {
				const definition = byName.get(one)!;
				place(only, one.split('.'), definition);
				for (const reference of references(definition, one)) {
					wanted.add(outermost(reference));
				}
			}

			return only;
		},
	};
}

function place(root: Definition, path: readonly string[], definition: Definition): void {
	let around = root;
	for (const name of path.slice(0, -1)) {
		around.nested ??= {};
		around = around.nested[name] ??= {};
	}

	around.nested ??= {};
	around.nested[path.at(-1)!] = definition;
}
